package io.hauberk.jwt;

import io.hauberk.credential.ReplayGuard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How tokens with a proof of possession (DPoP, RFC 9449) are taken: a token that is bound to a key comes with the scheme
 * {@code DPoP} and with a proof that this key has signed for this one request. Immutable; each wither makes another one.
 *
 * <p>A proof is good for its method and URL, for {@link #window} around its time, for the token that it names, and once:
 * proofs that were seen are remembered as long as they could come again. What is remembered belongs to one filter in one
 * process; where several instances serve the same URL, {@link #nonces} with a shared secret shorten what a thief of a
 * proof can do, and HTTPS keeps it from him in the first place.
 *
 * <p>Without any of this the scheme is not known, and a bound token that comes as {@code Bearer} is refused all the same.
 */
public final class Dpop {
    private static final int MAX_PROOFS = 1_000_000;

    private final boolean required;
    private final Duration window;
    private final Set<String> algorithms;
    private final int maxProofs;
    private final boolean nonces;
    private final @Nullable String secret;
    private final InstantSource time;

    private Dpop(
            boolean required,
            Duration window,
            Set<String> algorithms,
            int maxProofs,
            boolean nonces,
            @Nullable String secret,
            InstantSource time) {
        this.required = required;
        this.window = window;
        this.algorithms = algorithms;
        this.maxProofs = maxProofs;
        this.nonces = nonces;
        this.secret = secret;
        this.time = time;
    }

    /**
     * Bound tokens are taken with a proof, other tokens without. Proofs may be 60 seconds old or ahead, by all asymmetric
     * algorithms; a million of them are remembered (43 MB at most); no nonces.
     */
    public static Dpop accepted() {
        return new Dpop(false, Duration.ofSeconds(60), Algorithms.ALL, MAX_PROOFS, false, null, InstantSource.system());
    }

    /** Only tokens that are bound to a key are taken. */
    public static Dpop required() {
        return accepted().requiring(true);
    }

    Dpop requiring(boolean required) {
        return new Dpop(required, window, algorithms, maxProofs, nonces, secret, time);
    }

    /** This, with proofs that may be so old, or so much ahead of our clock: 1 second to 10 minutes. */
    public Dpop window(Duration window) {
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "Proofs are good for 1 second to 10 minutes, but this window is " + window + ".");
        }
        return new Dpop(required, window, algorithms, maxProofs, nonces, secret, time);
    }

    /**
     * This, with proofs that are signed by one of these algorithms.
     *
     * @throws IllegalArgumentException if one is not known, or not asymmetric
     */
    public Dpop algorithms(String... algorithms) {
        for (String algorithm : algorithms) {
            Algorithms.require(algorithm);
        }
        if (algorithms.length == 0) {
            throw new IllegalArgumentException("Proofs are signed by some algorithm. Name one, such as ES256.");
        }
        return new Dpop(required, window, Set.of(algorithms), maxProofs, nonces, secret, time);
    }

    /**
     * This, remembering so many proofs. When there are more within twice the window, the next is refused with 503 rather
     * than believed without a look.
     */
    public Dpop maxProofs(int maxProofs) {
        if (maxProofs < 1000 || maxProofs > 100_000_000) {
            throw new IllegalArgumentException(
                    "maxProofs is from 1000 to 100000000, but this one is " + maxProofs + ".");
        }
        return new Dpop(required, window, algorithms, maxProofs, nonces, secret, time);
    }

    /**
     * This, asking for a nonce of ours in each proof (RFC 9449 §9): good for five minutes, renewed by answers. Made from a
     * secret of this process, so that other instances do not know it; see {@link #nonces(String)}.
     */
    public Dpop nonces() {
        return new Dpop(required, window, algorithms, maxProofs, true, null, time);
    }

    /** The same, by a secret of 32 characters at least that all instances share. */
    public Dpop nonces(String secret) {
        if (secret.length() < 32) {
            throw new IllegalArgumentException(
                    "The secret of nonces has at least 32 characters. Make one by: openssl rand -base64 32");
        }
        return new Dpop(required, window, algorithms, maxProofs, true, secret, time);
    }

    /** This by another clock that tells the time of day. */
    public Dpop clock(InstantSource time) {
        return new Dpop(required, window, algorithms, maxProofs, nonces, secret, time);
    }

    boolean requiresBinding() {
        return required;
    }

    Duration window() {
        return window;
    }

    Set<String> algorithms() {
        return new TreeSet<>(algorithms);
    }

    InstantSource time() {
        return time;
    }

    /** What remembers proofs, empty as yet. */
    ReplayGuard replays() {
        return new ReplayGuard(window, maxProofs, time);
    }

    /** What makes nonces; null where none are asked for. */
    @Nullable Nonces nonceSource() {
        return nonces ? Nonces.of(secret, time) : null;
    }

    @Override
    public String toString() {
        return "dpop within " + window.toSeconds() + " s" + (nonces ? " with nonces" : "");
    }
}
