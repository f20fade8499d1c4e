"""DermPrompt as far as it is known: vision-model retriever, readers that quote guidelines, always a debate."""

from dermagent.workflow import compile_graph

graph = compile_graph("dermprompt")
