package io.hauberk.hmac;

import static io.hauberk.credential.Refusals.refuse;

import io.hauberk.Concern;
import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.credential.Authorization;
import io.hauberk.credential.DigestCheck;
import io.hauberk.credential.Digests;
import io.hauberk.credential.Known;
import io.hauberk.credential.Refusals;
import io.hauberk.credential.ReplayGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lets only requests pass that are signed with a secret of a consumer. Signed must be {@code @request-target}, {@code date}
 * or {@code x-date}, the headers that the filter asks for, and, where there is content, {@code content-digest} or {@code
 * digest}, which the content is checked against while it passes. The time must be within five minutes of ours, and the same
 * signature is taken once: clients that repeat a request within a second sign a header of their own that differs, such as
 * {@code x-nonce}.
 *
 * <p>When it says no: 400 with several {@code Authorization} fields, or one that is malformed; 401 without one, and with one
 * that is not right, not fresh, or over too little; 403 where an earlier filter found somebody else; 503 where the
 * consumers cannot be asked, or there is no room to remember another signature (200,000 by default; only right ones take
 * room). Content that is not as announced: 400, and whoever reads it never sees its end.
 *
 * <p>What was taken is remembered by this instance: where several gateways share the work, each takes it once. Belongs
 * after limits by address, before limits by caller and authorization, and before whatever changes signed headers. Blocks
 * where the consumers do. Thread-safe; a wither makes a new filter that remembers nothing.
 */
public final class Hmac implements Filter {
    private static final String NAME = "hmac";

    private final HmacRules rules;
    private final boolean enforced;
    private final ReplayGuard guard;
    private final Refusals refusals;
    private final Rejection mismatch;

    private Hmac(HmacRules rules, boolean enforced, ReplayGuard guard) {
        this.rules = rules;
        this.enforced = enforced;
        this.guard = guard;
        this.refusals = Refusals.of(NAME, "hmac realm=\"" + rules.realm() + '"');
        this.mismatch = refusals.malformed("content-digest-mismatch");
    }

    private static Hmac of(HmacRules rules) {
        return new Hmac(rules, true, new ReplayGuard(rules.window(), rules.maxRemembered(), rules.clock()));
    }

    /** Signatures over at least these headers besides what is always asked for. */
    public static Hmac over(String... headers) {
        return of(HmacRules.standard().headers(List.of(headers)));
    }

    /** Reads the YAML form: {@code headers}, {@code window}, {@code maxRemembered}, {@code required}, {@code realm}. */
    public static Hmac from(Settings settings) {
        HmacRules rules = HmacRules.standard().headers(settings.texts("headers"));
        Duration window = settings.duration("window");
        if (window != null && (window.toSeconds() < 1 || window.compareTo(Duration.ofHours(1)) > 0)) {
            settings.fault("window", "The window of signatures is from 1s to 1h.");
        } else if (window != null) {
            rules = rules.window(window);
        }
        rules = rules.maxRemembered((int) settings.number("maxRemembered", rules.maxRemembered(), 1, 10_000_000));
        rules = rules.required(settings.flag("required", true));
        String realm = settings.text("realm");
        try {
            return of(realm == null ? rules : rules.realm(Refusals.realm(realm)));
        } catch (IllegalArgumentException e) {
            settings.fault("realm", String.valueOf(e.getMessage()));
            return of(rules);
        }
    }

    /** This filter with another window: how far the time may be from ours, in both directions. Default: 5 minutes. */
    public Hmac window(Duration window) {
        return of(rules.window(window));
    }

    /** This filter, letting requests without a signature pass, as nobody. */
    public Hmac optional() {
        return of(rules.required(false));
    }

    /** This filter, remembering so many signatures at once. Default: 200,000, about 30 MB when full. */
    public Hmac maxRemembered(int signatures) {
        return of(rules.maxRemembered(signatures));
    }

    /** This filter by another realm in its challenge. Default: {@code hauberk}. */
    public Hmac realm(String realm) {
        return of(rules.realm(Refusals.realm(realm)));
    }

    /** This filter by another clock, for tests. */
    public Hmac clock(InstantSource clock) {
        return of(rules.clock(clock));
    }

    /** Content that is not as announced is recorded, too, and passes. */
    @Override
    public Filter shadowed() {
        return enforced ? new Hmac(rules, false, guard).shadowed() : Filter.super.shadowed();
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Authorization found = Authorization.of(request.headers(), NAME);
        String text = found.credentials();
        if (text == null) {
            return refusals.absent(request, rules.required(), next);
        }
        Signed signed = found.several() ? null : Signed.parse(text);
        if (signed == null) {
            return refuse(
                    request, refusals.malformed(found.several() ? "several-credentials" : "malformed-credentials"));
        }
        String lacking = rules.lacking(request, signed);
        return lacking == null ? verify(request, signed, next) : refuse(request, refusals.wrong(lacking));
    }

    private Response verify(Request request, Signed signed, Handler next) throws IOException {
        Long time = rules.time(request, signed);
        if (time == null || !guard.inWindow(time)) {
            return refuse(request, refusals.wrong(time == null ? "no-date" : "out-of-window"));
        }
        byte[] text = StringToSign.of(request, signed.names());
        if (text == null) {
            return refuse(request, refusals.wrong("signed-header-missing"));
        }
        Digests digests = rules.digests(request, signed);
        if (digests == null && rules.digestSigned(signed)) {
            return refuse(request, refusals.malformed("malformed-digest"));
        }
        Consumer consumer;
        try {
            consumer = Known.find(request.exchange(), Kind.SECRET, signed.user());
            List<Credential> secrets = Known.live(consumer, Kind.SECRET, signed.user(), rules.clock());
            if (!right(secrets, signed, text) || consumer == null) {
                return refuse(request, refusals.wrong(secrets.isEmpty() ? "unknown-key" : "wrong-signature"));
            }
            Rejection again = again(request, time, signed);
            if (again != null) {
                return refuse(request, again);
            }
            if (!Known.attach(request.exchange(), consumer)) {
                return refuse(request, refusals.otherPrincipal());
            }
        } catch (IOException e) {
            return refuse(request, refusals.unavailable("lookup"));
        }
        request.exchange().record(Decision.of(NAME, Outcome.ALLOWED, consumer.name()));
        Request bare = request.without("Authorization");
        return digests == null ? next.handle(bare) : DigestCheck.pass(bare, digests, enforced, mismatch, next);
    }

    private static boolean right(List<Credential> secrets, Signed signed, byte[] text) {
        boolean right = false;
        for (Credential secret : secrets) {
            byte[] expected = Macs.of(signed.algorithm(), secret.value().getBytes(StandardCharsets.UTF_8), text);
            right |= MessageDigest.isEqual(expected, signed.signature());
        }
        return right;
    }

    private @Nullable Rejection again(Request request, long time, Signed signed) {
        // The user's name is not signed: the same signature by another name of the same secret is the same.
        String id = Base64.getEncoder().withoutPadding().encodeToString(signed.signature());
        return switch (guard.take(request.exchange(), time, id)) {
            case FIRST -> null;
            case REPLAYED -> refusals.wrong("replayed");
            case OUT_OF_WINDOW -> refusals.wrong("out-of-window");
            case FULL -> refusals.unavailable("too-many-signatures");
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    @Override
    public String toString() {
        return NAME + " over " + rules.headers() + " within " + rules.window().toSeconds() + " s"
                + (rules.required() ? "" : ", where there is one").toLowerCase(Locale.ROOT);
    }
}
