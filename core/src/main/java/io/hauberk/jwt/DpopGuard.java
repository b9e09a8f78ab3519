package io.hauberk.jwt;

import io.hauberk.Request;
import io.hauberk.credential.ReplayGuard;
import io.hauberk.network.Arrival;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks proofs of possession (RFC 9449 §4.3 and §7.1). Thread-safe. */
final class DpopGuard {
    private static final String FIELD = "DPoP";
    private static final int MAX_PROOF = 8 * 1024;
    private static final int MAX_ID = 256;

    /** The members of a JWK that a public key has not (RFC 7518 §6). */
    private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private final Set<String> algorithms;
    private final Dpop parameters;
    private final ReplayGuard replays;
    private final @Nullable Nonces nonces;

    DpopGuard(Dpop parameters) {
        this.parameters = parameters;
        this.algorithms = parameters.algorithms();
        this.replays = parameters.replays();
        this.nonces = parameters.nonceSource();
    }

    /** The first rule that the proof of a request breaks, for a token that is bound to a key; null if none. */
    @Nullable ProofFault check(Request request, String token, String key) {
        List<String> fields = request.headers().all(FIELD);
        if (fields.size() != 1) {
            return fields.isEmpty() ? ProofFault.NO_PROOF : ProofFault.SEVERAL_PROOFS;
        }
        String text = fields.get(0);
        Token proof = text.length() > MAX_PROOF ? null : Token.parse(text);
        if (proof == null) {
            return ProofFault.MALFORMED;
        }
        ProofFault wrong = signed(proof, key);
        if (wrong == null) {
            wrong = claims(proof, request, token);
        }
        return wrong != null ? wrong : fresh(proof, request, key);
    }

    private @Nullable ProofFault signed(Token proof, String key) {
        if (!"dpop+jwt".equalsIgnoreCase(proof.headerText("typ"))) {
            return ProofFault.WRONG_TYPE;
        }
        String algorithm = proof.headerText("alg");
        if (algorithm == null
                || !algorithms.contains(algorithm)
                || proof.header().containsKey("crit")) {
            return ProofFault.WRONG_ALGORITHM;
        }
        if (!(proof.header().get("jwk") instanceof Map<?, ?> members)) {
            return ProofFault.MALFORMED;
        }
        if (PRIVATE.stream().anyMatch(members::containsKey)) {
            return ProofFault.PRIVATE_KEY;
        }
        SigningKey signer = KeySet.key(members, algorithms);
        if (signer == null || !signer.verifies(algorithm)) {
            return ProofFault.WRONG_ALGORITHM;
        }
        if (!signer.thumbprint().equals(key)) {
            return ProofFault.WRONG_KEY;
        }
        return signer.signed(algorithm, proof) ? null : ProofFault.BAD_SIGNATURE;
    }

    private @Nullable ProofFault claims(Token proof, Request request, String token) {
        Arrival arrival = request.exchange().get(Arrival.KEY);
        String method = arrival == null ? request.method() : arrival.received().method();
        if (!method.equals(proof.claimText("htm"))) {
            return ProofFault.WRONG_METHOD;
        }
        String scheme = arrival == null ? request.scheme() : arrival.scheme();
        String authority = arrival == null ? request.authority() : arrival.authority();
        String path = arrival == null ? request.path() : arrival.received().path();
        String url = proof.claimText("htu");
        String named = url == null ? null : HttpUrl.normalised(url);
        if (named == null || !named.equals(HttpUrl.normalised(scheme + "://" + authority + path))) {
            return ProofFault.WRONG_URL;
        }
        return Binding.hash(token).equals(proof.claimText("ath")) ? null : ProofFault.WRONG_TOKEN;
    }

    private @Nullable ProofFault fresh(Token proof, Request request, String key) {
        String id = proof.claimText("jti");
        if (id == null || id.isEmpty() || id.length() > MAX_ID) {
            return ProofFault.MALFORMED;
        }
        if (!(proof.claims().get("iat") instanceof Number at)) {
            return ProofFault.MALFORMED;
        }
        double age = parameters.time().instant().toEpochMilli() / 1e3 - at.doubleValue();
        if (!(Math.abs(age) <= parameters.window().toSeconds())) {
            return ProofFault.STALE;
        }
        Nonces source = nonces;
        if (source != null) {
            String nonce = proof.claimText("nonce");
            if (nonce == null || !source.valid(nonce)) {
                return nonce == null ? ProofFault.NO_NONCE : ProofFault.WRONG_NONCE;
            }
        }
        return switch (replays.take(request.exchange(), (long) Math.floor(at.doubleValue()), key + ' ' + id)) {
            case FIRST -> null;
            case REPLAYED -> ProofFault.REPLAYED;
            case OUT_OF_WINDOW -> ProofFault.STALE;
            case FULL -> ProofFault.TOO_MANY;
        };
    }

    /** A nonce for the next proof, where the one of this request will not be good for long; else null. */
    @Nullable String renewed(Request request) {
        Nonces source = nonces;
        if (source == null) {
            return null;
        }
        Token proof = Token.parse(String.valueOf(request.header(FIELD)));
        String nonce = proof == null ? null : proof.claimText("nonce");
        return nonce == null || source.ageing(nonce) ? source.next() : null;
    }

    /** A nonce for the next proof. */
    @Nullable String nonce() {
        Nonces source = nonces;
        return source == null ? null : source.next();
    }

    /** How long until there is room for proofs again, at most. */
    Duration retryAfter() {
        return parameters.window();
    }
}
