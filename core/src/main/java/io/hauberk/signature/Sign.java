package io.hauberk.signature;

import static io.hauberk.credential.Refusals.refuse;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.service.AttemptFilter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Signs requests (RFC 9421), for services that ask for it. Default: over {@code @method}, {@code @authority}, {@code @path},
 * {@code @query} and, where there is content, a {@code Content-Digest} that it computes (RFC 9530); with the time, the name
 * of the key, a nonce and the algorithm. Signatures that are there already are replaced: they were for us.
 *
 * <p>In the list of a service each attempt has a signature of its own, with a time and a nonce of its own, over what leaves in
 * the end: a retry is no replay. The content is digested once a call. For that it must be read before it is sent: what can be
 * replayed is read twice, anything else is held in memory, 1 MB at most by default.
 *
 * <p>When it says no: 413 where content is longer, 500 where a header that is to be signed is missing.
 *
 * <p>Belongs into the list of a service, behind what changes content. Never blocks but for reading content. Immutable but
 * for counters, thread-safe.
 */
public final class Sign implements AttemptFilter, MeterBinder {
    private static final String NAME = "sign";
    private static final Decision SIGNED = Decision.of(NAME, Outcome.APPLIED, null);
    private static final Rejection TOO_LONG =
            Rejection.of(NAME, 413, "unsignable-content").by("content-too-long");
    private static final Rejection UNSIGNABLE =
            Rejection.of(NAME, 500, "unsignable-request").by("component");

    private final Signing signing;
    private final int maxContent;
    private final SignMeters meters = new SignMeters();

    private Sign(Signing signing, int maxContent) {
        this.signing = signing;
        this.maxContent = maxContent;
    }

    /** Signs with a key by the name that the service knows it by. */
    public static Sign with(String keyId, SigningKey key) {
        return new Sign(Signing.with(keyId, key), 1024 * 1024);
    }

    /** Reads the YAML form; see the configuration reference. */
    public static Sign from(Settings settings) {
        return SignReader.read(settings);
    }

    /** This filter, signing these components, besides the digest of content. */
    public Sign over(String... names) {
        return new Sign(signing.over(List.of(names)), maxContent);
    }

    /** This filter with a tag: what the signature is for. */
    public Sign tag(String tag) {
        return new Sign(signing.tag(tag), maxContent);
    }

    /** This filter with signatures that say when they end, a second or more from now. */
    public Sign expiring(Duration after) {
        return new Sign(signing.expiring(after), maxContent);
    }

    /** This filter, holding so many bytes of content that cannot be read twice. Default: 1 MB; 0 for none. */
    public Sign maxContent(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "Content that is held has 0 bytes or more, but here it is " + bytes + ".");
        }
        return new Sign(signing, bytes);
    }

    /** This filter by another clock, for tests. */
    public Sign clock(InstantSource clock) {
        return new Sign(signing.clock(clock), maxContent);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return prepare(request, ready -> sign(ready, next));
    }

    /** Has the content digested. */
    @Override
    public Filter aroundCall() {
        return new Part(this::prepare);
    }

    /** Signs. */
    @Override
    public Filter aroundAttempt() {
        return new Part(this::sign);
    }

    private Response prepare(Request request, Handler next) throws IOException {
        Request digested = Digested.of(request, maxContent);
        return digested == null ? no(request, TOO_LONG) : next.handle(digested);
    }

    private Response sign(Request request, Handler next) throws IOException {
        long began = request.exchange().ticker().nanos();
        Request signed = signing.sign(request);
        if (signed == null) {
            return no(request, UNSIGNABLE);
        }
        meters.signed(request.exchange().ticker().nanos() - began);
        request.exchange().record(SIGNED);
        return next.handle(signed);
    }

    private Response no(Request request, Rejection rejection) {
        meters.refused(rejection);
        return refuse(request, rejection);
    }

    /** Shows {@code hauberk.sign.duration} and {@code hauberk.sign.refusals}, by key. */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.show(registry, signing.keyId());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.TRANSFORMATION;
    }

    @Override
    public String toString() {
        return NAME + ' ' + signing;
    }

    /** What is done once a call, or for each attempt. */
    private record Part(Filter filter) implements Filter {
        @Override
        public Response handle(Request request, Handler next) throws IOException {
            return filter.handle(request, next);
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Concern concern() {
            return Concern.TRANSFORMATION;
        }
    }
}
