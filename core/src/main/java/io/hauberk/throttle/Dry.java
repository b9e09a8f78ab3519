package io.hauberk.throttle;

import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.limit.Health;
import io.hauberk.service.CallDeadline;
import java.io.IOException;

/** A throttle in shadow mode: keeps a schedule of its own, says who would wait and who would be refused, and lets pass. */
final class Dry {
    private final Terms terms;
    private final Pace pace;
    private final Lines lines;
    private final Answers answers;

    Dry(Terms terms, Pace pace, Answers answers) {
        this.terms = terms;
        this.pace = pace;
        this.lines = new Lines(pace, terms.maxKeys());
        this.answers = answers;
    }

    Response handle(Request request, Handler next) throws IOException {
        if (!Health.asks(request)) {
            look(request);
        }
        return next.handle(request);
    }

    private void look(Request request) {
        long now = request.exchange().ticker().nanos();
        long key = terms.by().hash(request);
        long deadline = CallDeadline.of(request).remainingNanos();
        long patience = Math.min(Math.min(deadline, terms.longest().toNanos()), pace.after(terms.most(), 0));
        // Whoever need not wait passes, however near its deadline is.
        long most = Math.max(0, patience);
        long wait = lines.of(key, now).reserve(now, most);
        while (wait == Line.CLOSED) {
            Thread.onSpinWait();
            wait = lines.of(key, now).reserve(now, most);
        }
        if (wait > most) {
            answers.refused(request.exchange(), request, answers.refused(wait, deadline), Outcome.WOULD_REFUSE);
        } else if (wait > 0) {
            answers.wouldWait(request, wait);
        } else {
            answers.passed(request);
        }
    }
}
