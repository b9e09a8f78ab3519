package io.hauberk.jwt;

import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.Handler;
import io.hauberk.Settings;
import io.hauberk.Ticker;
import io.hauberk.fetch.Fetch;
import io.hauberk.oauth.AuthorizationServer;
import io.hauberk.timer.Background;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose tokens are believed: how it calls itself, whom its tokens are meant for, where its keys are. Its
 * parameters are immutable, and each change makes a new issuer with keys of its own; filters that are to share keys and
 * verified tokens share the issuer.
 *
 * <p>Tokens are verified with its keys alone, never with one that a token brings or points to ({@code jwk}, {@code jku},
 * {@code x5u} and {@code x5c} are not read), and each key only by the algorithms that fit it. The keys come from a JWK
 * set (RFC 7517) at a URL or in a file; by default from where its metadata say
 * (OpenID Connect Discovery 1.0, else RFC 8414), which must name this very issuer.
 *
 * <p>Keys at a URL are read in the background: at {@link #start()}, again before their life ends ({@code Cache-Control}
 * within 5 minutes and 24 hours, else 15 minutes), and when a token names an unknown key, at most twice at once and once
 * in 30 seconds. If they cannot be read, the old ones serve for 4 hours beyond their life. A file is looked at every 5
 * seconds. A key that leaves the set takes with it what it has verified.
 *
 * <p>Meters: {@code hauberk.jwks.fetch} (issuer, outcome) and {@code hauberk.jwks.age} (issuer), the seconds since the
 * keys were last read. Thread-safe.
 */
public final class Issuer implements AutoCloseable {
    static final String JWT = "jwt";

    /** The type of ID tokens, for {@link #types}. */
    public static final String ID_TOKEN = JWT;

    private static final Duration MAX_SKEW = Duration.ofMinutes(10);

    private final Parameters parameters;
    private final Verifier verifier;
    private final AuthorizationServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Live live;

    private Issuer(Parameters parameters) {
        this.parameters = parameters;
        this.verifier = parameters.verifier();
        this.server = AuthorizationServer.of(parameters.url())
                .fetching(parameters.surroundings().fetch())
                .clock(parameters.surroundings().ticker());
    }

    /**
     * An issuer by the URL that its tokens name as {@code iss}, exactly. Algorithms: all of RSA (RS, PS), ES and EdDSA.
     * Types: JWT (also where none is named) and at+jwt. Clocks may differ by 60 seconds; a token has up to 8 KB.
     */
    public static Issuer of(String url) {
        if (url.isBlank()) {
            throw new IllegalArgumentException("An issuer has a URL, the one that its tokens name as iss.");
        }
        return new Issuer(Parameters.of(url));
    }

    /**
     * Reads an entry of {@code issuers} in YAML: {@code issuer} (required), {@code audience}, {@code keys} (a URL or a
     * file), {@code algorithms}, {@code types}, {@code skew}, {@code maxToken}, {@code requiredClaims}, {@code service} (by which it
     * is reached).
     */
    public static Issuer from(String name, Settings settings) {
        return new IssuerReader(settings).read(name);
    }

    /** This issuer by another name in logs, decisions and meters. Default: its URL. */
    public Issuer named(String name) {
        return new Issuer(parameters.withName(name));
    }

    /**
     * This issuer, whose tokens must be meant for one of these. Where nobody is named, a token that names somebody is
     * refused (RFC 7519 §4.1.3).
     */
    public Issuer audience(String... audience) {
        return new Issuer(parameters.withRules(parameters.rules().withAudience(Set.of(audience))));
    }

    /**
     * This issuer with its keys at a URL: https, or http on this machine.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public Issuer keys(String url) {
        Fetch.requireUrl(url);
        return new Issuer(parameters.withKeys(url, null));
    }

    /** This issuer with its keys in a file that holds a JWK set. */
    public Issuer keys(Path file) {
        return new Issuer(parameters.withKeys(null, file));
    }

    /**
     * This issuer, whose tokens are signed by one of these algorithms, such as {@code RS256}.
     *
     * @throws IllegalArgumentException if one is not known, or not asymmetric
     */
    public Issuer algorithms(String... algorithms) {
        for (String algorithm : algorithms) {
            Algorithms.require(algorithm);
        }
        if (algorithms.length == 0) {
            throw new IllegalArgumentException(
                    "An issuer without algorithms could sign nothing. Name one, such as RS256.");
        }
        return new Issuer(parameters.withAlgorithms(Set.of(algorithms)));
    }

    /**
     * This issuer, whose tokens have one of these types ({@code typ}, RFC 8725 §3.11), compared without case and without
     * {@code application/}. {@code JWT} stands for tokens without a type, too; {@code at+jwt} alone takes nothing but
     * access tokens of RFC 9068.
     */
    public Issuer types(String... types) {
        if (types.length == 0) {
            throw new IllegalArgumentException("Tokens have a type. Name one, such as JWT or at+jwt.");
        }
        return new Issuer(parameters.withTypes(Set.of(types)));
    }

    /** This issuer, whose clock may differ from ours by so much, at most 10 minutes. Default: 60 seconds. */
    public Issuer skew(Duration skew) {
        if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
            throw new IllegalArgumentException("A skew is between nothing and " + MAX_SKEW.toMinutes()
                    + " minutes, but this one is " + skew + ".");
        }
        return new Issuer(parameters.withRules(parameters.rules().withSkew(skew)));
    }

    /** This issuer, whose tokens have at most so many bytes, 16 KB at most. Default: 8 KB. */
    public Issuer maxToken(int bytes) {
        if (bytes < 1 || bytes > TokenHash.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A token has 1 to " + TokenHash.MAX_LENGTH + " bytes, but maxToken is " + bytes + ".");
        }
        return new Issuer(parameters.withMaxToken(bytes));
    }

    /** This issuer, whose tokens must have these claims. {@code iss}, {@code exp} and a subject are asked for anyway. */
    public Issuer requiring(String... claims) {
        return new Issuer(parameters.withRules(parameters.rules().withRequired(Set.of(claims))));
    }

    /** This issuer, its keys fetched by another handler, such as a service of the mesh. Default: {@link Fetch#direct()}. */
    public Issuer fetching(Handler handler) {
        return new Issuer(parameters.withSurroundings(parameters.surroundings().withFetch(handler)));
    }

    /** This issuer by other clocks: one that tells the time of day, one that measures. */
    public Issuer clock(InstantSource time, Ticker ticker) {
        return new Issuer(parameters.withSurroundings(parameters.surroundings().withClock(time, ticker)));
    }

    /** This issuer, counted in a registry. */
    public Issuer metrics(MeterRegistry registry) {
        return new Issuer(parameters.withSurroundings(parameters.surroundings().withMeters(registry)));
    }

    /** For tests: reads its keys when the background says so. */
    Issuer background(Background background) {
        return new Issuer(parameters.withSurroundings(parameters.surroundings().withBackground(background, () -> 0)));
    }

    /** For tests: waits so long for keys instead of {@link LiveKeys#WAIT}. */
    Issuer waiting(Duration longest) {
        return new Issuer(parameters.withSurroundings(parameters.surroundings().withPatience(longest)));
    }

    /** Its name in logs, decisions and meters. */
    public String name() {
        return parameters.name();
    }

    /** The URL that its tokens name as {@code iss}. */
    public String url() {
        return parameters.url();
    }

    /** The issuer as a server that tokens can be asked of. */
    public AuthorizationServer server() {
        return server;
    }

    Set<String> algorithms() {
        return parameters.algorithms();
    }

    int maxToken() {
        return parameters.maxToken();
    }

    /**
     * Begins to read the keys in the background; does nothing the second time. Without it, the first request does. Never
     * blocks, never fails: what cannot be read is logged and tried again.
     */
    public void start() {
        live().keys().start();
    }

    /** What is known about a token from before, or null. */
    @Nullable Verified known(TokenHash hash) {
        return live().tokens().get(hash);
    }

    /** Looks at a token whose {@code iss} is this issuer's, and remembers it if it is right. May block. */
    Verdict verify(Token token, TokenHash hash, Deadline deadline) {
        Live now = live();
        Instant instant = parameters.surroundings().time().instant();
        Verdict verdict = verifier.verify(token, now.keys(), instant, deadline);
        if (verdict instanceof Verified verified) {
            now.tokens().put(hash, verified, instant);
        }
        return verdict;
    }

    /**
     * Who a token speaks of that is not the bearer's of a request, such as an ID token. May block, see above.
     *
     * @return null if it is not accepted, or nobody can say
     */
    public @Nullable Caller caller(String token, Deadline deadline) {
        Token parsed = token.length() > TokenHash.MAX_LENGTH ? null : Token.parse(token);
        if (parsed == null || !url().equals(parsed.claimText("iss"))) {
            return null;
        }
        Verdict verdict = verifier.verify(
                parsed, live().keys(), parameters.surroundings().time().instant(), deadline);
        return verdict instanceof Verified verified ? verified.caller() : null;
    }

    /** Who claims of this issuer speak of, once somebody has verified them; null if of nobody. */
    public @Nullable Caller callerOf(Map<String, Object> claims) {
        return Grants.caller(claims, url());
    }

    Duration retryAfter() {
        return live().keys().retryAfter();
    }

    private Live live() {
        Live now = live;
        return now != null ? now : enliven();
    }

    private Live enliven() {
        lock.lock();
        try {
            Live now = live;
            if (now == null) {
                now = new Live(
                        parameters.keys(),
                        new TokenCache(parameters.surroundings().ticker()));
                live = now;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** Stops reading keys and forgets them and the tokens. Whoever made the issuer closes it. */
    @Override
    public void close() {
        lock.lock();
        try {
            Live now = live;
            if (now != null) {
                now.keys().close();
                live = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return name();
    }

    /** What changes while the issuer is in use. */
    private record Live(LiveKeys keys, TokenCache tokens) {}
}
