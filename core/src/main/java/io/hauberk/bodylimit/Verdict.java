package io.hauberk.bodylimit;

import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import org.jspecify.annotations.Nullable;

/** What was found out about a body while it was read, by whoever reads it. */
final class Verdict {
    private final Exchange exchange;
    private final boolean enforced;
    private volatile @Nullable Rejection rejection;
    private volatile boolean tooLate;

    /** @param enforced false where what is wrong is recorded and passes */
    Verdict(Exchange exchange, boolean enforced) {
        this.exchange = exchange;
        this.enforced = enforced;
    }

    boolean enforced() {
        return enforced;
    }

    /** Something is wrong: reading fails, if that is enforced. The first refusal counts. */
    void refuse(Rejection why) throws RejectedException {
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

    /** What is to be answered, as long as nothing else has been; null if nothing is wrong. */
    @Nullable Rejection answer() {
        return tooLate ? null : rejection;
    }

    /** Maps the head of the answer: one inside may have made an error page of the exception that it met in reading. */
    Head head(Head head) {
        Rejection why = rejection;
        if (why == null) {
            tooLate = true;
            return head;
        }
        return head.status() >= 400 ? head.withStatus(why.status()) : head;
    }
}
