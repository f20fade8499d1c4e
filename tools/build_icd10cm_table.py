"""Write the small ICD-10-CM table that `dermagent knowledge validate` checks codes against.

Developer-time only: needs `pip install simple-icd-10-cm==1.5.0` (11 MB; never a run-time dependency).
Usage: python tools/build_icd10cm_table.py
"""

import csv
from importlib.metadata import version
from pathlib import Path

import simple_icd_10_cm as icd  # type: ignore[import-not-found]

DATA = Path(__file__).parents[1] / "dermagent" / "knowledge" / "data"


def main() -> None:
    with (DATA / "conditions.csv").open(newline="", encoding="utf-8") as file:
        codes = sorted({row["icd10cm"] for row in csv.DictReader(file)})
    with (DATA / "icd10cm.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "description", "billable"])
        for code in codes:
            if not icd.is_valid_item(code):
                raise SystemExit(f"{code} is not an ICD-10-CM code in simple-icd-10-cm {version('simple-icd-10-cm')}")
            writer.writerow([code, icd.get_description(code), "yes" if icd.is_leaf(code) else "no"])
    print(f"{len(codes)} codes written, checked with simple-icd-10-cm {version('simple-icd-10-cm')}")


if __name__ == "__main__":
    main()
