/** Bar heights of a spoken sentence, drawn by hand. */
const BAR_HEIGHTS = [
  8, 20, 14, 26, 10, 30, 22, 12, 6, 10, 18, 28, 20, 34, 24, 40, 30, 18, 26, 14, 9, 13, 22, 30, 36, 24, 16, 10, 7, 12, 8, 5, 9, 6,
];

export function LandingIllustration() {
  return (
    <div aria-hidden="true" className="relative mx-auto h-20 w-56">
      {/* biome-ignore lint/performance/noImgElement: an image of 7 kB does not need the image pipeline or its script */}
      <img
        src="/sample/poster.jpg"
        alt=""
        width={112}
        height={63}
        className="absolute top-2 left-1 h-[3.9rem] w-28 -rotate-4 rounded-lg object-cover shadow-picture"
      />
      <div className="absolute top-2 right-1 grid h-[3.9rem] w-28 rotate-4 place-items-center rounded-lg border-2 border-accent bg-accent-soft/90 px-2">
        <svg aria-hidden="true" viewBox={`0 0 ${BAR_HEIGHTS.length * 3} 48`} className="h-11 w-full" preserveAspectRatio="none">
          {BAR_HEIGHTS.map((height, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
            <rect key={index} x={index * 3} y={24 - height / 2} width="1.7" height={height} rx="0.8" fill="var(--accent)" />
          ))}
        </svg>
      </div>
    </div>
  );
}
