"""Write a tiny random Qwen2-VL (0.3 M parameters) or Mllama: it takes images and knows nothing. Run by vLLM's Python.

python tests/vllm/tiny_model.py FOLDER [mllama]
"""

import json
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    MllamaConfig,
    MllamaForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen2VLConfig,
    Qwen2VLForConditionalGeneration,
)

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>"]
SPECIAL += ["<|image_pad|>", "<|video_pad|>"]
CHAT = """{%- for m in messages -%}
<|im_start|>{{ m.role }}
{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content -%}
{% if part.type == 'text' %}{{ part.text }}{% else %}<|vision_start|><|image_pad|><|vision_end|>{% endif %}
{%- endfor %}{% endif %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""
CONTEXT = 32_768


def write(folder: Path, vocabulary: int = 512) -> None:
    """The tokenizer, the configuration and seeded random weights, as vLLM reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    bpe.train_from_iterator(
        ["itchy red scaly plaque on the elbow"],
        trainers.BpeTrainer(
            vocab_size=vocabulary, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
        ),
    )
    end, _, stop, vision_start, vision_end, _, image, video = (bpe.token_to_id(word) for word in SPECIAL)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>", model_max_length=CONTEXT
    )
    tokenizer.chat_template = CHAT
    tokenizer.save_pretrained(folder)
    sections = [4, 6, 6]  # must add up to half of a head's 32 dimensions
    config = Qwen2VLConfig(
        text_config={
            "vocab_size": vocabulary,
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "max_position_embeddings": CONTEXT,
            "rope_parameters": {"rope_type": "default", "mrope_section": sections, "rope_theta": 10000.0},
            "rope_scaling": {"type": "mrope", "mrope_section": sections},
            "tie_word_embeddings": True,
            "bos_token_id": end,
            "eos_token_id": stop,
        },
        vision_config={
            "depth": 2,
            "embed_dim": 64,
            "hidden_size": 64,
            "num_heads": 2,
            "mlp_ratio": 2,
            "patch_size": 14,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "in_channels": 3,
        },
        image_token_id=image,
        video_token_id=video,
        vision_start_token_id=vision_start,
        vision_end_token_id=vision_end,
        tie_word_embeddings=True,
    )
    torch.manual_seed(0)
    Qwen2VLForConditionalGeneration(config).to(torch.bfloat16).save_pretrained(folder)
    images = {
        "image_processor_type": "Qwen2VLImageProcessor",
        "processor_class": "Qwen2VLProcessor",
        "min_pixels": 3136,
        "max_pixels": 50176,
        "patch_size": 14,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "image_mean": [0.48, 0.46, 0.41],
        "image_std": [0.27, 0.26, 0.28],
    }
    saved = json.loads((folder / "tokenizer_config.json").read_text())
    names = {"tokenizer_class": "Qwen2Tokenizer", "processor_class": "Qwen2VLProcessor"}
    words = {"additional_special_tokens": SPECIAL[1:], "chat_template": CHAT}
    _dump(folder / "preprocessor_config.json", images)
    _dump(folder / "generation_config.json", {"bos_token_id": end, "eos_token_id": stop, "pad_token_id": end})
    _dump(folder / "tokenizer_config.json", saved | names | words)


def write_mllama(folder: Path) -> None:
    """A Llama-3.2-Vision of four layers with the tokenizer of the other model."""
    write(folder)
    tiles = {"max_num_tiles": 1, "supported_aspect_ratios": [[1, 1]], "image_size": 56, "patch_size": 14}
    config = MllamaConfig(
        vision_config={
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_global_layers": 1,
            "attention_heads": 2,
            "intermediate_size": 64,
            "vision_output_dim": 64,
            "intermediate_layers_indices": [0],
            **tiles,
        },
        text_config={
            "vocab_size": 512,
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 4,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "cross_attention_layers": [1, 3],
            "max_position_embeddings": 4096,
            "bos_token_id": 0,
            "eos_token_id": 2,
            "pad_token_id": 0,
        },
        image_token_index=SPECIAL.index("<|image_pad|>"),
    )
    torch.manual_seed(0)
    MllamaForConditionalGeneration(config).to(torch.bfloat16).save_pretrained(folder)
    images = {"image_processor_type": "MllamaImageProcessor", "processor_class": "MllamaProcessor"}
    _dump(folder / "preprocessor_config.json", images | {"size": {"height": 56, "width": 56}, "max_image_tiles": 1})
    saved = json.loads((folder / "tokenizer_config.json").read_text())
    names = {"tokenizer_class": "PreTrainedTokenizerFast", "processor_class": "MllamaProcessor"}
    _dump(folder / "tokenizer_config.json", saved | names)


def _dump(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1))


if __name__ == "__main__":
    (write_mllama if sys.argv[2:] == ["mllama"] else write)(Path(sys.argv[1]))
