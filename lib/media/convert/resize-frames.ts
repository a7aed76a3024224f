/** Resizes and rotates decoded frames for an H.264 encoder. */

import { VideoSample } from 'mediabunny';
import { createPlaneScaler, type Plane, type PlaneScaler } from './scale-planes';

export interface OutputFormat {
  readonly widthPx: number;
  readonly heightPx: number;
  /** `pad`: black bars keep the aspect ratio; otherwise the frame fills the output. */
  readonly pad: boolean;
  /** Clockwise rotation that makes the frame upright. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Mirrored frames are rare and use the canvas. */
  readonly flip: boolean;
  /** Reduces detail by this factor in each direction, for noise that otherwise exceeds the size limit. */
  readonly detailReduction: 1 | 2 | 4;
}

/** Pixel formats that are read directly: 8 and 10 bits, in any common chroma subsampling. */
const PIXEL_LAYOUTS: Readonly<
  Record<string, { readonly across: 1 | 2; readonly down: 1 | 2; readonly extraBits: number; readonly interleaved: boolean }>
> = {
  I420: { across: 2, down: 2, extraBits: 0, interleaved: false },
  I422: { across: 2, down: 1, extraBits: 0, interleaved: false },
  I444: { across: 1, down: 1, extraBits: 0, interleaved: false },
  NV12: { across: 2, down: 2, extraBits: 0, interleaved: true },
  I420P10: { across: 2, down: 2, extraBits: 2, interleaved: false },
  I422P10: { across: 2, down: 1, extraBits: 2, interleaved: false },
  I444P10: { across: 1, down: 1, extraBits: 2, interleaved: false },
};

/** HDR transfer functions, which only the browser's canvas converts to SDR. */
const HIGH_DYNAMIC_RANGE: readonly (string | null)[] = ['pq', 'hlg', 'smpte2084', 'arib-std-b67'];

export interface FrameResizer {
  /** Takes ownership of the sample. */
  resize(sample: VideoSample): Promise<VideoSample>;
}

export function createFrameResizer(format: OutputFormat): FrameResizer {
  const scalers = new Map<string, PlaneScaler>();
  let pixels = new Uint8Array(0);
  // Shared by all frames, because the encoder copies it before the next frame.
  const data = new Uint8Array((format.widthPx * format.heightPx * 3) / 2);
  const scaler = (...sizes: readonly [number, number, number, number]) => {
    const key = sizes.join();
    const existing = scalers.get(key) ?? createPlaneScaler(...sizes);
    scalers.set(key, existing);
    return existing;
  };
  return {
    async resize(sample) {
      const layout = sample.format === null ? undefined : PIXEL_LAYOUTS[sample.format];
      const { width, height } = sample.visibleRect;
      const isUnchanged =
        width === format.widthPx && height === format.heightPx && format.rotation === 0 && format.detailReduction === 1 && !format.flip;
      if (isUnchanged && (sample.format === 'I420' || sample.format === 'NV12')) return sample;
      if (layout === undefined || format.flip || HIGH_DYNAMIC_RANGE.includes(sample.colorSpace.transfer))
        return drawResized(sample, format);
      const size = sample.allocationSize();
      if (pixels.byteLength < size) pixels = new Uint8Array(size);
      const planeLayouts = await sample.copyTo(pixels.subarray(0, size));
      const planes = toPlanes(pixels, planeLayouts, layout, width, height);
      scalePlanesInto(data, planes, format, sample.colorSpace.fullRange === true, width / height, scaler);
      const { timestamp, duration } = sample;
      const colorSpace = sample.colorSpace.toJSON();
      sample.close();
      const { widthPx, heightPx } = format;
      return new VideoSample(data, { format: 'I420', codedWidth: widthPx, codedHeight: heightPx, timestamp, duration, colorSpace });
    },
  };
}

type Layout = NonNullable<(typeof PIXEL_LAYOUTS)[string]>;

function toPlanes(
  pixels: Uint8Array<ArrayBuffer>,
  planeLayouts: readonly PlaneLayout[],
  layout: Layout,
  width: number,
  height: number,
): Plane[] {
  const bytesPerValue = layout.extraBits > 0 ? 2 : 1;
  const values = bytesPerValue === 2 ? new Uint16Array(pixels.buffer, 0, pixels.byteLength >> 1) : pixels;
  const plane = (index: number, shift: number, isChroma: boolean): Plane => {
    const planeLayout = planeLayouts[index] ?? { offset: 0, stride: 0 };
    return {
      values,
      offset: planeLayout.offset / bytesPerValue + shift,
      stride: planeLayout.stride / bytesPerValue,
      step: isChroma && layout.interleaved ? 2 : 1,
      width: isChroma ? Math.ceil(width / layout.across) : width,
      height: isChroma ? Math.ceil(height / layout.down) : height,
      extraBits: layout.extraBits,
    };
  };
  return layout.interleaved
    ? [plane(0, 0, false), plane(1, 0, true), plane(1, 1, true)]
    : [plane(0, 0, false), plane(1, 0, true), plane(2, 0, true)];
}

/** The rectangle of the frame within the bars, with even sides and edges to align chroma samples. */
function getContentRect(format: OutputFormat, codedAspect: number): { left: number; top: number; width: number; height: number } {
  const { widthPx, heightPx } = format;
  if (!format.pad) return { left: 0, top: 0, width: widthPx, height: heightPx };
  const aspect = format.rotation % 180 === 0 ? codedAspect : 1 / codedAspect;
  const even = (px: number, most: number) => Math.max(2, Math.min(most, 2 * Math.round(px / 2)));
  const width = even(heightPx * aspect, widthPx);
  const height = even(widthPx / aspect, heightPx);
  const edge = (room: number) => 2 * Math.floor(room / 4);
  return { left: edge(widthPx - width), top: edge(heightPx - height), width, height };
}

function scalePlanesInto(
  data: Uint8Array<ArrayBuffer>,
  planes: readonly Plane[],
  format: OutputFormat,
  fullRange: boolean,
  codedAspect: number,
  scaler: (fromWidth: number, fromHeight: number, toWidth: number, toHeight: number) => PlaneScaler,
): void {
  const { widthPx, heightPx, rotation, detailReduction } = format;
  const pixelCount = widthPx * heightPx;
  const content = getContentRect(format, codedAspect);
  if (format.pad) data.fill(fullRange ? 0 : 16, 0, pixelCount).fill(128, pixelCount);
  for (const [index, plane] of planes.entries()) {
    const subsampling = index === 0 ? 1 : 2;
    const [width, height] = [content.width / subsampling, content.height / subsampling];
    const [codedWidth, codedHeight] = rotation % 180 === 0 ? [width, height] : [height, width];
    const source = detailReduction === 1 ? plane : reduceDetail(plane, codedWidth / detailReduction, codedHeight / detailReduction, scaler);
    scaler(
      source.width,
      source.height,
      codedWidth,
      codedHeight,
    )(source, {
      values: data,
      offset: index === 0 ? 0 : pixelCount + ((index - 1) * pixelCount) / 4,
      stride: widthPx / subsampling,
      left: content.left / subsampling,
      top: content.top / subsampling,
      width,
      height,
      rotation,
    });
  }
}

function reduceDetail(
  plane: Plane,
  toWidth: number,
  toHeight: number,
  scaler: (fromWidth: number, fromHeight: number, toWidth: number, toHeight: number) => PlaneScaler,
): Plane {
  const [width, height] = [Math.max(2, Math.round(toWidth)), Math.max(2, Math.round(toHeight))];
  const values = new Uint8Array(width * height);
  scaler(
    plane.width,
    plane.height,
    width,
    height,
  )(plane, { values, offset: 0, stride: width, left: 0, top: 0, width, height, rotation: 0 });
  return { values, offset: 0, stride: width, step: 1, width, height, extraBits: 0 };
}

/** Draws on a canvas, for pixel formats that only the browser can read. */
async function drawResized(sample: VideoSample, format: OutputFormat): Promise<VideoSample> {
  const canvas = new OffscreenCanvas(format.widthPx, format.heightPx);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('OffscreenCanvas has no 2d context');
  const { timestamp, duration } = sample;
  sample.drawWithFit(context, { fit: format.pad ? 'contain' : 'fill', rotation: format.rotation, flip: format.flip });
  sample.close();
  return new VideoSample(canvas, { timestamp, duration });
}
