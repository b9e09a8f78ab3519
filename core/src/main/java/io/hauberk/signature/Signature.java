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
import io.hauberk.credential.DigestCheck;
import io.hauberk.credential.Digests;
import io.hauberk.credential.Known;
import io.hauberk.credential.Refusals;
import io.hauberk.credential.ReplayGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets only requests pass that a consumer has signed (RFC 9421), with a public key or a secret that the gateway knows by
 * {@code keyid}. At least {@code @method}, {@code @authority}, {@code @path} and {@code @query} are signed, or what covers
 * them; the time {@code created}, at most five minutes ago; and, where there is content, {@code content-digest} (RFC 9530).
 * A {@code nonce} is taken once; {@code expires} is kept to; {@code alg}, where it is said, must be the key's own. Of up to
 * four signatures one must be right.
 *
 * <p>Ed25519, ECDSA on P-256 and P-384, RSA-PSS with SHA-512, RSA with SHA-256 and HMAC with SHA-256. Components with the
 * parameters {@code tr} and {@code req} are not understood, so a signature over them is not accepted.
 *
 * <p>When it says no: 400 with fields that are malformed or more than four signatures; 401 with {@code Accept-Signature}
 * without one, and with one that is not right, not fresh, or over too little; 403 where an earlier filter found somebody
 * else; 503 where the consumers cannot be asked, or there is no room to remember another nonce. Content that is not as
 * announced: 400, and whoever reads it never sees its end.
 *
 * <p>Nonces are remembered by this instance: where several gateways share the work, each takes one once. Belongs after
 * limits by address, before limits by caller and authorization, and before whatever changes signed headers. Blocks where
 * the consumers do. Thread-safe; a wither makes a new filter that remembers nothing.
 */
public final class Signature implements Filter {
    private static final String NAME = "signature";

    private final SignatureRules rules;
    private final boolean enforced;
    private final ReplayGuard guard;
    private final Keys keys;
    private final Refusals refusals;
    private final Rejection mismatch;

    private Signature(SignatureRules rules, boolean enforced, ReplayGuard guard, Keys keys) {
        this.rules = rules;
        this.enforced = enforced;
        this.guard = guard;
        this.keys = keys;
        this.refusals =
                Refusals.of(NAME, "Signature realm=\"hauberk\"").asking("Accept-Signature", Wanted.field(rules));
        this.mismatch = refusals.malformed("content-digest-mismatch");
    }

    private static Signature of(SignatureRules rules) {
        return new Signature(
                rules,
                true,
                new ReplayGuard(rules.window().plusSeconds(60), rules.maxRemembered(), rules.clock()),
                new Keys(rules.clock()));
    }

    /** Signatures over method, authority, path and query. */
    public static Signature standard() {
        return of(SignatureRules.standard());
    }

    /** Signatures over at least these components, such as {@code @method}, and the digest of content. */
    public static Signature over(String... components) {
        return of(SignatureRules.standard().components(List.of(components)));
    }

    /** Reads the YAML form; see the configuration reference. */
    public static Signature from(Settings settings) {
        return of(SignatureReader.read(settings));
    }

    /** This filter, looking only at signatures with this tag: those that were made for this application. */
    public Signature tag(String tag) {
        return of(rules.tag(tag));
    }

    /** This filter with another age that signatures may have. Default: 5 minutes; at most a day. */
    public Signature window(Duration window) {
        return of(rules.window(window));
    }

    /** This filter, taking only signatures with a nonce, and so each of them once. */
    public Signature once() {
        return of(rules.nonceRequired(true));
    }

    /** This filter, letting requests without a signature pass, as nobody. */
    public Signature optional() {
        return of(rules.required(false));
    }

    /** This filter, taking the signature out of the request before it goes on. */
    public Signature removing() {
        return of(rules.forwarded(false));
    }

    /** This filter by another clock, for tests. */
    public Signature clock(InstantSource clock) {
        return of(rules.clock(clock));
    }

    /** Content that is not as announced is recorded, too, and passes. */
    @Override
    public Filter shadowed() {
        return enforced ? new Signature(rules, false, guard, keys).shadowed() : Filter.super.shadowed();
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        List<Presented> all =
                Presented.any(request.headers()) ? Presented.of(request.headers(), rules.tag()) : List.of();
        if (all == null) {
            return refuse(request, refusals.malformed("malformed-signature"));
        }
        if (all.isEmpty()) {
            return refusals.absent(request, rules.required(), next);
        }
        Components components = Components.received(request);
        String fault = null;
        for (Presented each : all) {
            String lacking = rules.lacking(request, each.covered());
            if (lacking == null) {
                Keys.Owned owner;
                try {
                    owner = owner(request, each);
                } catch (IOException e) {
                    return refuse(request, refusals.unavailable("lookup"));
                }
                lacking = owner == null ? "unknown-key" : verify(components, each, owner);
                if (lacking == null && owner != null) {
                    return accept(request, each, owner, next);
                }
            }
            fault = fault == null ? lacking : fault;
        }
        return refuse(request, refusals.wrong(String.valueOf(fault)));
    }

    private Keys.@Nullable Owned owner(Request request, Presented presented) throws IOException {
        String id = presented.keyId();
        return id == null || id.length() > 512
                ? null
                : keys.find(
                        request.exchange(), id, presented.covered().parameters().get("alg", String.class));
    }

    /** What is wrong with it, as the name of a rule; null if nothing is. */
    private static @Nullable String verify(Components components, Presented presented, Keys.Owned owner) {
        byte[] base = components.base(presented.covered());
        if (base == null) {
            return "component";
        }
        boolean says = presented.covered().parameters().has("alg");
        String algorithm = presented.covered().parameters().get("alg", String.class);
        for (VerificationKey key : owner.keys()) {
            boolean fits = !says || key.algorithm().equals(algorithm);
            if (fits && key.verifies(base, presented.value())) {
                return null;
            }
        }
        return owner.keys().isEmpty() ? "expired-key" : "wrong-signature";
    }

    private Response accept(Request request, Presented presented, Keys.Owned owner, Handler next) throws IOException {
        boolean content = presented.covered().items().stream().anyMatch(item -> "content-digest".equals(item.value()));
        Digests digests = content ? Digests.ofContentDigest(request.headers()) : null;
        if (content && digests == null) {
            return refuse(request, refusals.malformed("malformed-digest"));
        }
        Rejection again = again(request, presented);
        if (again != null) {
            return refuse(request, again);
        }
        try {
            if (!Known.attach(request.exchange(), owner.consumer())) {
                return refuse(request, refusals.otherPrincipal());
            }
        } catch (IOException e) {
            return refuse(request, refusals.unavailable("lookup"));
        }
        request.exchange()
                .record(Decision.of(NAME, Outcome.ALLOWED, owner.consumer().name()));
        Request inner =
                rules.forwarded() ? request : request.without("Signature").without("Signature-Input");
        return digests == null ? next.handle(inner) : DigestCheck.pass(inner, digests, enforced, mismatch, next);
    }

    private @Nullable Rejection again(Request request, Presented presented) {
        String nonce = presented.covered().parameters().get("nonce", String.class);
        Long created = presented.covered().parameters().get("created", Long.class);
        if (nonce == null || created == null) {
            return null;
        }
        String id = Digests.contentDigest((presented.keyId() + '\n' + nonce).getBytes(StandardCharsets.UTF_8));
        return switch (guard.take(request.exchange(), created, id)) {
            case FIRST -> null;
            case REPLAYED -> refusals.wrong("replayed");
            case OUT_OF_WINDOW -> refusals.wrong("out-of-window");
            case FULL -> refusals.unavailable("too-many-nonces");
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
        return NAME + " over " + rules.components() + (rules.tag() == null ? "" : " for " + rules.tag())
                + (rules.required() ? "" : " where there is one");
    }
}
