// A picture drawn anew on a canvas: its pixels go on, everything else that lies in the file stays behind.
import { concat } from "./bytes.js";

const LARGEST = 700 * 1024;
const [APP, SCAN, COMMENT] = [0xe0, 0xda, 0xfe];
// Longest edge and quality; the last one fits, whatever it shows.
const TRIES = [[1600, 0.85], [1600, 0.65], [1200, 0.6], [900, 0.5], [600, 0.4]];

/** The picture as the browser shows it, upright by its own note; throws for what it cannot show. */
async function seen(url) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}

function onPaper(picture, edge) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const share = Math.min(1, edge / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * share));
  canvas.height = Math.max(1, Math.round(height * share));
  const paper = canvas.getContext("2d", { alpha: false });
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const encoded = (canvas, quality) => new Promise((settle) => canvas.toBlob(settle, "image/jpeg", quality));

/** A JPEG without what an encoder notes beside the picture: no APP segment but the first, no comment. */
export function bare(jpeg) {
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (jpeg[at] === 0xff && jpeg[at + 1] !== SCAN) {
    const marker = jpeg[at + 1];
    const end = at + 2 + (jpeg[at + 2] << 8) + jpeg[at + 3];
    const noted = (marker > APP && marker <= APP + 15) || marker === COMMENT;
    if (!noted) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return concat(...kept, jpeg.subarray(at));
}

/** The bytes of the same picture as JPEG, at most 1600 pixels and 700 KiB; throws for what is no picture. */
export async function redraw(file) {
  const url = URL.createObjectURL(file);
  try {
    const picture = await seen(url);
    for (const [edge, quality] of TRIES) {
      const made = await encoded(onPaper(picture, edge), quality);
      if (made && made.size <= LARGEST) return bare(new Uint8Array(await made.arrayBuffer()));
    }
  } finally {
    URL.revokeObjectURL(url);
  }
  throw new RangeError("the picture does not fit");
}
