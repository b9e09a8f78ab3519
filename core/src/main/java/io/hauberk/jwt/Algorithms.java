package io.hauberk.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The signature algorithms that we verify: asymmetric ones only, since whoever verifies with a shared key can also sign. */
final class Algorithms {
    private static final List<String> RSA = List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final List<String> EDWARDS = List.of("EdDSA", "Ed25519");
    private static final Map<Curve, String> CURVES =
            Map.of(Curve.P_256, "ES256", Curve.P_384, "ES384", Curve.P_521, "ES512");

    /** All of them, by name. */
    static final Set<String> ALL = all();

    private Algorithms() {}

    /**
     * The name, if it is one of ours.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static String require(String name) {
        if (ALL.contains(name)) {
            return name;
        }
        if (name.equalsIgnoreCase("none")) {
            throw new IllegalArgumentException("The algorithm none is no signature. Tokens are verified with one of "
                    + String.join(", ", ALL) + ".");
        }
        if (name.startsWith("HS")) {
            throw new IllegalArgumentException(
                    "The algorithm " + name + " uses one shared key to sign and to verify, so"
                            + " whoever can verify could also sign. Use one of " + String.join(", ", ALL) + ".");
        }
        throw new IllegalArgumentException(
                "\"" + name + "\" is not an algorithm for tokens. Use one of " + String.join(", ", ALL) + ".");
    }

    /**
     * What a key may verify: the one algorithm that it names, else those that fit its type and curve; of these only the
     * allowed ones.
     */
    static Map<String, JWSAlgorithm> of(JWK key, Set<String> allowed) {
        List<String> names = new ArrayList<>(fitting(key));
        if (key.getAlgorithm() != null) {
            names.retainAll(List.of(key.getAlgorithm().getName()));
        }
        names.retainAll(allowed);
        Map<String, JWSAlgorithm> algorithms = new LinkedHashMap<>();
        for (String name : names) {
            algorithms.put(name, JWSAlgorithm.parse(name));
        }
        return algorithms;
    }

    private static List<String> fitting(JWK key) {
        if (key instanceof RSAKey) {
            return RSA;
        }
        if (key instanceof ECKey curve) {
            String name = CURVES.get(curve.getCurve());
            return name == null ? List.of() : List.of(name);
        }
        return key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve()) ? EDWARDS : List.of();
    }

    private static Set<String> all() {
        Set<String> all = new LinkedHashSet<>(RSA);
        all.addAll(List.of("ES256", "ES384", "ES512"));
        all.addAll(EDWARDS);
        return java.util.Collections.unmodifiableSet(all);
    }
}
