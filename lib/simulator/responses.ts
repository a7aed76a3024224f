/** Upstream's response shapes: Kling's envelope, and 302.AI's gateway shape for its two services. */

import { randomUUID } from 'node:crypto';

/** A rejection in Kling's envelope. Rejections are not charged. */
export class Rejection extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** 400/1200: the request as a whole. */
export function malformedRequestError(message: string): Rejection {
  return new Rejection(400, 1200, message);
}

/** 400/1201: one parameter. */
export function invalidParameterError(name: string, why: string): Rejection {
  return new Rejection(400, 1201, `Invalid request parameter: ${name} ${why}`);
}

/** 404/1203: an unknown or expired session or task. */
export function missingResourceError(message: string): Rejection {
  return new Rejection(404, 1203, message);
}

export function createKlingSuccess(data: unknown): Response {
  return Response.json({ code: 0, message: 'SUCCEED', request_id: randomUUID(), data });
}

export function createKlingError({ status, code, message }: Pick<Rejection, 'status' | 'code' | 'message'>): Response {
  return Response.json({ code, message, request_id: randomUUID() }, { status });
}

/** 302.AI's gateway sends messages in three languages and negative codes. */
export function createGatewayError(status: number, code: number, message: string): Response {
  const error = { err_code: -code, message, message_cn: message, message_jp: message, type: 'api_error' };
  return Response.json({ error }, { status });
}
