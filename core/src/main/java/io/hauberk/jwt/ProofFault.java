package io.hauberk.jwt;

/** Why a proof of possession (RFC 9449 §4.3) is not accepted. For decisions and logs. */
enum ProofFault {
    NO_PROOF("no-proof"),
    SEVERAL_PROOFS("several-proofs"),
    MALFORMED("malformed-proof"),
    WRONG_TYPE("wrong-proof-type"),
    WRONG_ALGORITHM("wrong-proof-algorithm"),
    WRONG_KEY("wrong-proof-key"),
    PRIVATE_KEY("private-key-in-proof"),
    BAD_SIGNATURE("bad-proof-signature"),
    WRONG_METHOD("wrong-proof-method"),
    WRONG_URL("wrong-proof-url"),
    STALE("stale-proof"),
    WRONG_TOKEN("wrong-proof-token"),
    NO_NONCE("no-proof-nonce"),
    WRONG_NONCE("wrong-proof-nonce"),
    REPLAYED("replayed-proof"),
    /** More proofs came than are remembered: our trouble, not the caller's. */
    TOO_MANY("too-many-proofs");

    private final String rule;

    ProofFault(String rule) {
        this.rule = rule;
    }

    /** The name of the rule. */
    String rule() {
        return rule;
    }

    /** Whether a nonce is all that is missing. */
    boolean nonce() {
        return this == NO_NONCE || this == WRONG_NONCE;
    }
}
