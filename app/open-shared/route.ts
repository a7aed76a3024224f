/** The service worker handles the share target. Without one the request body is ignored, and the wizard shows the file picker. */
export function POST(): Response {
  return new Response(null, { status: 303, headers: { location: '/?shared=nothing' } });
}
