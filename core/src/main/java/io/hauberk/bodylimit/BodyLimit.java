package io.hauberk.bodylimit;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.content.CheckedBody;
import io.hauberk.content.Verdict;
import io.hauberk.network.Pace;
import java.io.IOException;
import java.time.Duration;

/**
 * Limits the size of request bodies, in bytes, and how slowly they may come.
 *
 * <p><b>When it says no:</b> 413, at once where a body announces a length beyond the limit. One of unknown length is
 * counted while it is read: beyond the limit reading throws a {@link io.hauberk.RejectedException}, whoever reads. 408 where
 * a body comes more slowly than {@link #minRate} for too long, or nothing comes for longer than {@link #idle}. What comes of
 * it inside is replaced by 413 or 408 as long as no response has left; an error that the application answers with becomes
 * that, too. No field asks for the connection to be closed: containers do that themselves where they cannot skip an unread
 * body.
 *
 * <p>The limit counts bytes as they come, so a compressed body counts compressed. How slowly a body comes is known where an
 * adapter tells, which the servlet adapter does; the time in which nobody reads does not count. Bodies of gRPC of unknown length
 * are streams that may pause, so no rate is asked of them. <b>Place:</b> early; a smaller limit may follow on a route. Never blocks;
 * immutable; thread-safe.
 */
public final class BodyLimit implements Filter {
    static final String NAME = "bodyLimit";
    private static final Decision ALLOWED = Decision.of(NAME, Outcome.ALLOWED, null);
    private static final Rejection TOO_SLOW =
            Rejection.of(NAME, 408, "body-too-slow").because("The body of this request comes too slowly.");

    private final Terms terms;
    private final boolean enforced;
    private final Rejection tooLarge;

    private BodyLimit(Terms terms, boolean enforced) {
        this.terms = terms;
        this.enforced = enforced;
        this.tooLarge = Rejection.of(NAME, 413, "body-too-large")
                .because("The body of this request may have no more than " + terms.max() + " bytes.");
    }

    /** Bodies of up to so many bytes; 0 for none at all. */
    public static BodyLimit of(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("A body has at least 0 bytes, but its limit is " + maxBytes + ".");
        }
        return new BodyLimit(Terms.of(maxBytes), true);
    }

    /** Bodies of any size, which must only not come too slowly. */
    public static BodyLimit unlimited() {
        return of(Long.MAX_VALUE);
    }

    /** Reads the parameters of {@code bodyLimit} in a configuration file. */
    public static BodyLimit from(Settings settings) {
        return BodyLimitReader.read(settings);
    }

    /**
     * How fast a body must come, in the time in which it is waited for. Default: 240 bytes in a second, and 10 seconds for
     * which it may be slower; what comes faster earns that time back.
     *
     * @param bytesPerSecond 0 for as slowly as it likes
     */
    public BodyLimit minRate(long bytesPerSecond, Duration grace) {
        if (bytesPerSecond < 0 || grace.isNegative() || grace.isZero()) {
            throw new IllegalArgumentException("A rate is zero or more bytes in a second, and its grace above zero, but"
                    + " this asks for " + bytesPerSecond + " and " + grace + ".");
        }
        return new BodyLimit(terms.minRate(bytesPerSecond, grace), enforced);
    }

    /**
     * How long nothing of a body may come. Default: 60 seconds. It is noticed when something comes; a client that stays
     * silent is ended by the container's own patience (Jetty 30 s, Tomcat 20 s, {@code bin/hauberk serve} 60 s), with the
     * same 408.
     */
    public BodyLimit idle(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("A body may be idle for a time above zero, not for " + longest + ".");
        }
        return new BodyLimit(terms.idle(longest), enforced);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    /** Counts and measures all the same, records what would have been refused, and lets it pass whole. */
    @Override
    public Filter shadowed() {
        return new BodyLimit(terms, false);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        long length = request.body().length();
        if (length > terms.max()) {
            exchange.record(tooLarge.decision(enforced ? Outcome.REFUSED : Outcome.WOULD_REFUSE));
            return enforced ? Response.refused(tooLarge) : next.handle(request);
        }
        exchange.record(ALLOWED);
        if (length == 0) {
            return next.handle(request);
        }
        Verdict verdict = new Verdict(exchange, enforced);
        Pace.watch(
                exchange,
                mayPause(request) ? 0 : terms.minRate(),
                terms.grace(),
                terms.idle(),
                () -> verdict.refuse(TOO_SLOW));
        // One that may be of any size need not be counted, and stays the body that it is.
        Request passing = length < 0 && terms.max() < Long.MAX_VALUE
                ? request.withBody(
                        new CheckedBody(request.body(), verdict, () -> new ByteCount(terms.max(), tooLarge, verdict)))
                : request;
        return verdict.judge(passing, next);
    }

    /** Streams of gRPC do. One that announces its length is no stream, whatever its client says that it sends. */
    private static boolean mayPause(Request request) {
        if (request.body().length() >= 0) {
            return false;
        }
        String type = request.headers().first("Content-Type");
        return type != null && type.regionMatches(true, 0, "application/grpc", 0, 16);
    }

    @Override
    public String toString() {
        return NAME + "(" + terms + (enforced ? ")" : ", shadow)");
    }
}
