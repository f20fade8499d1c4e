# The server with its page. Build: docker build -t dermagent . ; run: see compose.yaml.
# BASE may be given with a digest (python:3.11.9-slim-bookworm@sha256:…) where builds must be the same byte for byte.
ARG BASE=python:3.11.9-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.lock ./
# The versions that the tests ran with, for whatever the extras below need.
RUN grep -oE '^[A-Za-z0-9._-]+==[^ ;]+' requirements.lock > constraints.txt && python -m venv /opt/dermagent
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY dermagent ./dermagent
COPY prompts ./prompts
COPY graphs ./graphs
COPY eval_sets ./eval_sets
# At last, what is compiled from data files is written, since the user below may write nothing of it.
RUN /opt/dermagent/bin/pip install --no-cache-dir --disable-pip-version-check --constraint constraints.txt \
    ".[serve,vision,guidelines,mcp,postgres]" && \
    /opt/dermagent/bin/python -c "from dermagent.knowledge.base import knowledge; \
    from dermagent.reading.text import read_text; \
    knowledge(); [read_text('rash', language, 'history') for language in ('en', 'es', 'zh')]"

FROM ${BASE}
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/dermagent dermagent
COPY --from=build /opt/dermagent /opt/dermagent
ENV PATH=/opt/dermagent/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
WORKDIR /var/lib/dermagent
VOLUME /var/lib/dermagent
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Others reach it through the container's network, so callers need DERMAGENT_SERVE_TOKEN, which is given when it is run.
ENTRYPOINT ["dermagent"]
CMD ["serve", "--host", "0.0.0.0", "--allow-remote", "--sessions", "/var/lib/dermagent/talks.sqlite"]
