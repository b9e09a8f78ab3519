package io.hauberk.jwt;

/** Why a token is not accepted. The name of the rule goes into decisions and logs, never to the caller. */
enum TokenFault implements Verdict {
    TOO_LONG("too-long"),
    MALFORMED("malformed"),
    /** A JWE (RFC 7516): we have no key to open it with. */
    ENCRYPTED("encrypted"),
    CRITICAL_HEADER("critical-header"),
    WRONG_TYPE("wrong-type"),
    WRONG_ALGORITHM("wrong-algorithm"),
    UNKNOWN_ISSUER("unknown-issuer"),
    UNKNOWN_KEY("unknown-key"),
    BAD_SIGNATURE("bad-signature"),
    WRONG_AUDIENCE("wrong-audience"),
    NO_EXPIRY("no-expiry"),
    EXPIRED("expired"),
    NOT_YET_VALID("not-yet-valid"),
    ISSUED_IN_FUTURE("issued-in-future"),
    NO_SUBJECT("no-subject"),
    MISSING_CLAIM("missing-claim"),
    WRONG_CLAIM("wrong-claim"),
    INACTIVE("inactive"),
    NOT_CERTIFICATE_BOUND("not-certificate-bound"),
    WRONG_CERTIFICATE("wrong-certificate"),
    DPOP_BOUND("dpop-bound"),
    NOT_DPOP_BOUND("not-dpop-bound"),
    OTHER_PRINCIPAL("other-principal"),
    /** There are no keys to verify anything with: our trouble, not the caller's. */
    NO_KEYS("no-keys");

    private final String rule;

    TokenFault(String rule) {
        this.rule = rule;
    }

    /** The name of the rule. */
    String rule() {
        return rule;
    }
}
