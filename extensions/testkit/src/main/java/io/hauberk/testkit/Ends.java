package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.End;
import io.hauberk.Filter;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Notes how responses and exchanges ended. */
final class Ends {
    /** A container may notice after seconds only that its client has gone, and a busy machine needs its time, too. */
    private static final int WAIT_SECONDS = 60;

    private final BlockingQueue<End> responses = new LinkedBlockingQueue<>();
    private final BlockingQueue<End> exchanges = new LinkedBlockingQueue<>();

    /** Notes the end of the exchange, and of the response if there is one. */
    Filter noting() {
        return (request, next) -> {
            request.exchange().onEnd(exchanges::add);
            return next.handle(request).onEnd(responses::add);
        };
    }

    /** Waits for the end of a response. */
    End response() throws InterruptedException {
        return taken(responses, "response");
    }

    /** Waits for the end of an exchange. */
    End exchange() throws InterruptedException {
        return taken(exchanges, "exchange");
    }

    /** Nothing has ended that was not asked for. */
    void nothingMore() {
        assertThat(responses).isEmpty();
        assertThat(exchanges).isEmpty();
    }

    private static End taken(BlockingQueue<End> ends, String what) throws InterruptedException {
        @Nullable End end = ends.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("No " + what + " has ended within " + WAIT_SECONDS + " seconds.");
        }
        return end;
    }
}
