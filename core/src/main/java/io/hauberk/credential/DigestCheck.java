package io.hauberk.credential;

import io.hauberk.Handler;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/** Passes a request on, and its content through the check of its digests. */
public final class DigestCheck {
    private DigestCheck() {}

    /**
     * Passes it on; answers with the refusal if the content was not as announced and no other answer has left.
     *
     * @param enforced false where it is only recorded
     */
    public static Response pass(Request request, Digests digests, boolean enforced, Rejection rejection, Handler next)
            throws IOException {
        DigestedBody body = new DigestedBody(request.body(), digests, enforced, rejection, request.exchange());
        if (request.body().length() == 0 && !digests.check().right()) {
            return enforced ? Refusals.refuse(request, rejection) : next.handle(request);
        }
        Request passing = request.withBody(body);
        if (!enforced) {
            return next.handle(passing);
        }
        Response response;
        try {
            response = next.handle(passing, body::head);
        } catch (Exception e) {
            if (body.wrong() && !body.tooLate()) {
                return Response.refused(rejection);
            }
            throw e;
        }
        if (body.wrong() && !response.sent()) {
            response.close();
            return Response.refused(rejection);
        }
        return response;
    }
}
