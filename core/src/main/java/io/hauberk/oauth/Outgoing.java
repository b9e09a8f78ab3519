package io.hauberk.oauth;

import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;

/** How a token gets into a call. */
final class Outgoing {
    private Outgoing() {}

    /** The request with a token, and without what was meant for us: another token, a proof for it. */
    static Request bearing(Request request, String token) {
        Headers.Edit edit = request.headers().edit().remove("Authorization").remove("DPoP");
        return request.withHeaders(edit.add("Authorization", "Bearer " + token).build());
    }

    /** The request without any token. */
    static Request bare(Request request) {
        return request.without("Authorization").without("DPoP");
    }

    static Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }
}
