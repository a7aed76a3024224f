/** Opens the microphone, measures its level and records it to a file. */

/**
 * Why the microphone is unavailable. `denied`: the user or the system denied permission. `missing`: no device. `busy`: another program uses it.
 * `unsupported`: the browser, or a page without https, cannot record.
 */
export type MicrophoneFault = 'denied' | 'missing' | 'busy' | 'unsupported';

export interface Recording {
  readonly blob: Blob;
  /** File extension with the dot. */
  readonly extension: string;
}

export interface Microphone {
  /** Current peak level, 0 to 1. */
  level(): number;
  start(): void;
  /** Stops the recording; `null` if nothing was recorded. */
  stop(): Promise<Recording | null>;
  /** Releases the microphone, which ends the browser's recording indicator. */
  close(): void;
}

const RECORDING_FORMATS = [
  { mimeType: 'audio/webm;codecs=opus', ending: '.webm' },
  { mimeType: 'audio/mp4', ending: '.m4a' },
  { mimeType: 'audio/ogg;codecs=opus', ending: '.ogg' },
] as const;
/** About 20 ms of audio: a responsive but steady meter. */
const METER_SAMPLES = 1_024;

export async function openMicrophone(): Promise<Microphone | MicrophoneFault> {
  const format =
    typeof MediaRecorder === 'undefined' ? undefined : RECORDING_FORMATS.find(({ mimeType }) => MediaRecorder.isTypeSupported(mimeType));
  // Undefined on pages without https.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!format || !devices) return 'unsupported';
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true },
    });
  } catch (thrown) {
    return toMicrophoneFault(thrown);
  }
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: METER_SAMPLES });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(METER_SAMPLES);
  const recorder = new MediaRecorder(stream, { mimeType: format.mimeType, audioBitsPerSecond: 160_000 });
  const chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
    },
    start() {
      chunks.length = 0;
      recorder.start();
    },
    stop() {
      if (recorder.state === 'inactive') return Promise.resolve(null);
      return new Promise((resolve) => {
        recorder.onstop = () => {
          const blob = new Blob(chunks, { type: format.mimeType });
          resolve(blob.size > 0 ? { blob, extension: format.ending } : null);
        };
        recorder.stop();
      });
    },
    close() {
      if (recorder.state !== 'inactive') recorder.stop();
      for (const track of stream.getTracks()) track.stop();
      if (context.state !== 'closed') void context.close();
    },
  };
}

function toMicrophoneFault(thrown: unknown): MicrophoneFault {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'unsupported';
}
