"""Run inside rembg's own environment: mattes of a folder of pictures, plain and with alpha matting.

python rembg_worker.py FOLDER      FOLDER/NAME.jpg -> FOLDER/NAME.rembg.png and FOLDER/NAME.rembg_matting.png
"""

import sys
from pathlib import Path

from PIL import Image
from rembg import new_session, remove


def main() -> None:
    """Does what is not there yet."""
    session = None
    for picture in sorted(Path(sys.argv[1]).glob("*.jpg")):
        for ending, matting in ((".rembg.png", False), (".rembg_matting.png", True)):
            target = picture.with_suffix(ending)
            if target.exists():
                continue
            session = session or new_session("u2netp")
            cut = remove(Image.open(picture), session=session, alpha_matting=matting)
            cut.getchannel("A").save(target)
            print(target.name, flush=True)


if __name__ == "__main__":
    main()
