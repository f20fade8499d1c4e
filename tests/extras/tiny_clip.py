"""A CLIP model of random weights, small enough to be made within a test; written as open_clip writes its own folders.

Its vocabulary is the one that open_clip ships, so that nothing is downloaded. It knows nothing.
"""

import json
from pathlib import Path
from typing import Any

SIDE, PATCH, WIDTH, SPACE = 32, 8, 32, 24
#: Patches along each side.
GRID = SIDE // PATCH


def write_tiny_clip(folder: Path, seed: int = 0, **vision: Any) -> Path:
    """Write a model to `folder` and give it back; `vision` changes the image's tower."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    tower = {"image_size": SIDE, "patch_size": PATCH, "width": WIDTH, "layers": 3, "head_width": 16} | vision
    text = {"context_length": 32, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 2}
    config = {"embed_dim": SPACE, "vision_cfg": tower, "text_cfg": text}
    folder.mkdir(parents=True, exist_ok=True)
    preprocess = {"mean": [0.5] * 3, "std": [0.25] * 3, "interpolation": "bicubic", "resize_mode": "shortest"}
    content = {"model_cfg": config, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(content), encoding="utf-8")
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = open_clip.CLIP(**config)
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    return folder
