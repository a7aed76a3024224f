/** What a phone shares is taken by the service worker. Without one nothing is read here, and the wizard asks for the file. */
export function POST(): Response {
  return new Response(null, { status: 303, headers: { location: '/?shared=nothing' } });
}
