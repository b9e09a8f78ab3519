package io.hauberk.dns;

/** Which addresses are asked for. */
public enum Family {
    /** Those of both families. */
    ANY,
    /** IPv4 only. */
    IPV4,
    /** IPv6 only. */
    IPV6
}
