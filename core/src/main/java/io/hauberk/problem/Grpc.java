package io.hauberk.problem;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;

/** A refusal for a gRPC (or gRPC-Web) client: HTTP 200, and the status where trailers would be. */
final class Grpc {
    private static final String TYPE = "application/grpc";

    private Grpc() {}

    static boolean asked(Request request) {
        String type = request.header("Content-Type");
        if (type == null || !type.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
            return false;
        }
        return type.length() == TYPE.length() || "+-; ".indexOf(type.charAt(TYPE.length())) >= 0;
    }

    static Response answer(Request request, Response response, Rejection rejection) {
        String type = request.header("Content-Type");
        Headers.Edit edit = response.headers()
                .edit()
                .remove("Content-Encoding")
                .remove("Content-Length")
                .set("Content-Type", type == null ? TYPE : type)
                .set("Cache-Control", "no-store")
                .set("grpc-status", Integer.toString(code(rejection, response.status())));
        String detail = rejection.detail();
        edit.set("grpc-message", Percent.message(detail == null ? rejection.reason() : detail));
        return response.withHead(response.head().withStatus(200).withHeaders(edit.build()))
                .withBody(Body.empty());
    }

    /** The table of gRPC's own documentation, except that a passed deadline and a spent allowance say what they are. */
    private static int code(Rejection rejection, int status) {
        return switch (status) {
            case 400 -> 13; // INTERNAL
            case 401 -> 16; // UNAUTHENTICATED
            case 403 -> 7; // PERMISSION_DENIED
            case 404 -> 12; // UNIMPLEMENTED
            case 413, 429 -> 8; // RESOURCE_EXHAUSTED
            case 502, 503 -> 14; // UNAVAILABLE
            case 504 -> rejection.reason().equals("deadline-exceeded") ? 4 : 14; // DEADLINE_EXCEEDED
            default -> 2; // UNKNOWN
        };
    }
}
