package io.hauberk.spiffe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The message {@code X509SVIDResponse}, as far as it is of use: the identities, the first of which is the default, and the
 * bundles of federated trust domains by their SPIFFE IDs.
 */
record Svids(List<Svid> all, Map<String, byte[]> federated) {
    private static final int MAX_SVIDS = 100;
    private static final int MAX_DOMAINS = 1_000;

    /** An identity: chain and bundle are certificates in DER one after the other, the key is PKCS #8 in DER. */
    static final class Svid {
        private final String id;
        private final byte[] chain;
        private final byte[] key;
        private final byte[] bundle;
        private final String hint;

        private Svid(String id, byte[] chain, byte[] key, byte[] bundle, String hint) {
            this.id = id;
            this.chain = chain;
            this.key = key;
            this.bundle = bundle;
            this.hint = hint;
        }

        String id() {
            return id;
        }

        byte[] chain() {
            return chain;
        }

        byte[] key() {
            return key;
        }

        byte[] bundle() {
            return bundle;
        }

        /** What the operator calls it; empty as a rule. */
        String hint() {
            return hint;
        }

        static Svid read(Protobuf message) throws IOException {
            String id = "";
            String hint = "";
            byte[] chain = new byte[0];
            byte[] key = new byte[0];
            byte[] bundle = new byte[0];
            for (int field = message.next(); field != 0; field = message.next()) {
                switch (field) {
                    case 1 -> id = message.text();
                    case 2 -> chain = message.bytes();
                    case 3 -> key = message.bytes();
                    case 4 -> bundle = message.bytes();
                    case 5 -> hint = message.text();
                    default -> message.skip();
                }
            }
            return new Svid(id, chain, key, bundle, hint);
        }

        /** Never the key. */
        @Override
        public String toString() {
            return id;
        }
    }

    static Svids read(byte[] bytes) throws IOException {
        Protobuf message = new Protobuf(bytes);
        List<Svid> all = new ArrayList<>();
        Map<String, byte[]> federated = new LinkedHashMap<>();
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 1 -> all.add(Svid.read(message.message()));
                case 3 -> entry(message.message(), federated);
                default -> message.skip();
            }
            if (all.size() > MAX_SVIDS || federated.size() > MAX_DOMAINS) {
                throw new IOException("The agent sent more than " + MAX_SVIDS + " identities or " + MAX_DOMAINS
                        + " federated trust domains.");
            }
        }
        return new Svids(all, federated);
    }

    private static void entry(Protobuf message, Map<String, byte[]> federated) throws IOException {
        String key = "";
        byte[] value = new byte[0];
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 1 -> key = message.text();
                case 2 -> value = message.bytes();
                default -> message.skip();
            }
        }
        federated.put(key, value);
    }

    /** The one with the hint, or the first. */
    Svid chosen(@Nullable String hint) throws IOException {
        for (Svid svid : all) {
            if (hint == null || hint.equals(svid.hint())) {
                return svid;
            }
        }
        throw new IOException(
                hint == null
                        ? "The agent sent no identity."
                        : "The agent sent no identity with the hint \"" + hint + "\".");
    }
}
