package io.hauberk.content;

import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What was found out about a body while it was read, by whoever reads it. */
public final class Verdict {
    private final Exchange exchange;
    private final boolean enforced;
    private volatile @Nullable Rejection rejection;
    private volatile boolean tooLate;

    /** @param enforced false where what is wrong is recorded and passes */
    public Verdict(Exchange exchange, boolean enforced) {
        this.exchange = exchange;
        this.enforced = enforced;
    }

    /** Whether reading fails where something is wrong. */
    public boolean enforced() {
        return enforced;
    }

    /** Something is wrong: reading fails, if that is enforced. The first refusal counts. */
    public void refuse(Rejection why) throws RejectedException {
        Rejection first = rejection;
        if (first == null) {
            first = why;
            rejection = why;
            exchange.record(why.decision(enforced ? Outcome.REFUSED : Outcome.WOULD_REFUSE));
        }
        if (enforced) {
            throw new RejectedException(first);
        }
    }

    /** Reading fails if something was found to be wrong, and that is enforced. */
    void require() throws RejectedException {
        Rejection why = rejection;
        if (why != null && enforced) {
            throw new RejectedException(why);
        }
    }

    /** Passes the request on; answers with the refusal if something is found to be wrong and no other answer has left. */
    public Response judge(Request request, Handler next) throws IOException {
        if (!enforced) {
            return next.handle(request);
        }
        Response response;
        try {
            response = next.handle(request, this::head);
        } catch (Exception e) {
            Rejection why = answer();
            if (why != null) {
                return Response.refused(why);
            }
            throw e;
        }
        Rejection why = answer();
        if (why != null && !response.sent()) {
            response.close();
            return Response.refused(why);
        }
        return response;
    }

    private @Nullable Rejection answer() {
        return tooLate ? null : rejection;
    }

    /** Maps the head of the answer: one inside may have made an error page of the exception that it met in reading. */
    private Head head(Head head) {
        Rejection why = rejection;
        if (why == null) {
            tooLate = true;
            return head;
        }
        return head.status() >= 400 ? head.withStatus(why.status()) : head;
    }
}
