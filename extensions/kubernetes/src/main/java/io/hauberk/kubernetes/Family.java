package io.hauberk.kubernetes;

/** Which addresses of pods that have both are used. */
public enum Family {
    /** One of each pod: the IPv4 address where it has one, else the IPv6 address. */
    ANY,
    /** IPv4 only. */
    IPV4,
    /** IPv6 only. */
    IPV6
}
