package io.hauberk.partner;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.hauberk.service.CallDeadline;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A partner's limit at work: what is known of it, and who waits. Thread-safe. */
final class Holding {
    private final Terms terms;
    private final Standings standings;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Meters meters;

    Holding(Terms terms, Sleeper sleeper, InstantSource clock) {
        this.terms = terms;
        this.standings = new Standings(terms);
        this.sleeper = sleeper;
        this.clock = clock;
    }

    int waiting() {
        return waiting.get();
    }

    void show(MeterRegistry registry) {
        meters = Meters.of(registry, terms.name(), waiting);
    }

    Standing standing(Request request) {
        return standings.of(
                terms.by().hash(request), request.exchange().ticker().nanos());
    }

    /** Waits until a call may be made, and takes it: 0. Else how long it would have to wait, which is too long. */
    long await(Request request, Standing standing, long first) throws IOException {
        if (terms.longestWait().isZero()
                || tooLong(first, request, terms.longestWait().toNanos())) {
            return first;
        }
        if (waiting.incrementAndGet() > terms.most()) {
            waiting.decrementAndGet();
            return first;
        }
        try {
            return awaitTurn(request, standing, first);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private long awaitTurn(Request request, Standing standing, long first) throws IOException {
        Ticker ticker = request.exchange().ticker();
        long began = ticker.nanos();
        long wait = first;
        while (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
            long now = ticker.nanos();
            wait = standing.trySend(now);
            if (wait > 0 && tooLong(wait, request, terms.longestWait().toNanos() - (now - began))) {
                return wait;
            }
        }
        waited(request, ticker.nanos() - began);
        return 0;
    }

    private static boolean tooLong(long wait, Request request, long patience) {
        return wait > patience || wait > CallDeadline.of(request).remainingNanos();
    }

    private void waited(Request request, long nanos) {
        request.exchange()
                .record(new Decision(
                        PartnerLimit.NAME, Outcome.APPLIED, terms.name(), "waited " + nanos / 1_000_000 + " ms"));
        Meters known = meters;
        if (known != null) {
            known.waited(nanos);
        }
    }

    void learn(Request request, Standing standing, Response response) {
        long now = request.exchange().ticker().nanos();
        long asked = AnswerReader.pauseNanos(response, clock);
        boolean usedUp = false;
        for (Item item : AnswerReader.items(response.headers(), clock)) {
            usedUp |= standing.learn(now, item);
        }
        if (asked > 0) {
            long believed = standing.pause(now, asked);
            paused(
                    request,
                    "it asked for a pause of " + asked / 1_000_000_000 + " s, believed for "
                            + (believed + 999_999) / 1_000_000 + " ms");
        } else if (usedUp) {
            paused(request, "nothing is left of a limit of its");
        }
    }

    private void paused(Request request, String why) {
        request.exchange().record(new Decision(PartnerLimit.NAME, Outcome.APPLIED, terms.name(), why));
        Meters known = meters;
        if (known != null) {
            known.paused();
        }
    }
}
