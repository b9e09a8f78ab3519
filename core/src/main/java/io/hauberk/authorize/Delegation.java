package io.hauberk.authorize;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks a service outside, and counts what comes of it. */
final class Delegation {
    private enum Result {
        ALLOWED,
        REFUSED,
        REMEMBERED,
        FAILED_OPEN,
        FAILED_CLOSED
    }

    private static final Rejection UNAVAILABLE = Rejection.of(Authorize.NAME, 503, "authorization-unavailable")
            .by(AnswerReader.RULE)
            .retryAfter(Duration.ofSeconds(1));

    private final Question question;
    private final AnswerReader answers;
    private final Handler handler;
    private final Duration timeout;
    private final boolean open;
    private final @Nullable Verdicts verdicts;
    private volatile @Nullable MeterRegistry registry;

    Delegation(
            Question question,
            AnswerReader answers,
            Handler handler,
            Duration timeout,
            boolean open,
            @Nullable Verdicts verdicts) {
        this.question = question;
        this.answers = answers;
        this.handler = handler;
        this.timeout = timeout;
        this.open = open;
        this.verdicts = verdicts;
    }

    Verdict ask(Request request, Exchange exchange) {
        Exchange own = exchange.child();
        Request asked = question.about(request, own);
        ByteBuffer key = verdicts == null ? null : Verdicts.key(asked);
        Verdict known = verdicts == null || key == null ? null : verdicts.get(key, exchange.ticker());
        if (known != null) {
            count(Result.REMEMBERED);
            return known;
        }
        own.shrink(Deadline.after(timeout, exchange.ticker()));
        Verdict verdict = answer(asked);
        if (verdict.failure() != null) {
            count(open ? Result.FAILED_OPEN : Result.FAILED_CLOSED);
            return Verdict.failed(verdict.failure(), open ? null : UNAVAILABLE);
        }
        count(verdict.refusal() == null ? Result.ALLOWED : Result.REFUSED);
        if (verdicts != null && key != null) {
            verdicts.put(key, verdict, exchange.ticker());
        }
        return verdict;
    }

    private Verdict answer(Request asked) {
        try (Response response = handler.handle(asked)) {
            return response.rejection() != null ? Verdict.failed("unreachable", null) : answers.read(response);
        } catch (InterruptedIOException e) {
            return Verdict.failed("timeout", null);
        } catch (IOException e) {
            return Verdict.failed(asked.exchange().deadline().passed() ? "timeout" : "unreachable", null);
        } catch (IllegalArgumentException e) {
            return Verdict.failed("unreadable-answer", null); // a field that is none
        }
    }

    private void count(Result result) {
        MeterRegistry meters = registry;
        if (meters != null) {
            Counter.builder("hauberk.authorize.external")
                    .description("Decisions that a service outside was asked for.")
                    .tag("outcome", result.name().toLowerCase(Locale.ROOT))
                    .register(meters)
                    .increment();
        }
    }

    void bindTo(MeterRegistry meters) {
        registry = meters;
    }
}
