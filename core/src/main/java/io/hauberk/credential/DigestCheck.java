package io.hauberk.credential;

import io.hauberk.Handler;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.content.CheckedBody;
import io.hauberk.content.ContentCheck;
import io.hauberk.content.Verdict;
import java.io.IOException;

/** Checks content against the digests that were announced for it, while it passes. */
public final class DigestCheck implements ContentCheck {
    private final Digests.Check check;
    private final Rejection rejection;
    private final Verdict verdict;

    private DigestCheck(Digests digests, Rejection rejection, Verdict verdict) {
        this.check = digests.check();
        this.rejection = rejection;
        this.verdict = verdict;
    }

    /**
     * Passes a request on; answers with the refusal if the content was not as announced and no other answer has left.
     *
     * @param enforced false where it is only recorded
     */
    public static Response pass(Request request, Digests digests, boolean enforced, Rejection rejection, Handler next)
            throws IOException {
        Verdict verdict = new Verdict(request.exchange(), enforced);
        if (request.body().length() == 0) {
            try {
                new DigestCheck(digests, rejection, verdict).ended();
            } catch (RejectedException e) {
                return Response.refused(e.rejection());
            }
            return next.handle(request);
        }
        CheckedBody body = new CheckedBody(request.body(), verdict, () -> new DigestCheck(digests, rejection, verdict));
        return verdict.judge(request.withBody(body), next);
    }

    @Override
    public void passed(byte[] bytes, int offset, int length) {
        check.update(bytes, offset, length);
    }

    @Override
    public void ended() throws RejectedException {
        if (!check.right()) {
            verdict.refuse(rejection);
        }
    }
}
