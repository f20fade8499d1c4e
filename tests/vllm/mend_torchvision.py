"""Let torchvision's CUDA build be imported beside a CPU torch; run once by the Python of vLLM's own environment.

Its wheel declares no `nms` operator without CUDA, and importing it then fails; three lines declare it.
"""

import importlib.util
from pathlib import Path

ANCHOR = '@torch.library.register_fake("torchvision::nms")'
SHIM = """_cpu_shim = torch.library.Library("torchvision", "FRAGMENT")
_cpu_shim.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
_cpu_shim.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
"""

spec = importlib.util.find_spec("torchvision")
if spec and spec.submodule_search_locations:
    path = Path(spec.submodule_search_locations[0]) / "_meta_registrations.py"
    text = path.read_text()
    if "_cpu_shim" not in text:
        path.write_text(text.replace(ANCHOR, SHIM + ANCHOR, 1))
