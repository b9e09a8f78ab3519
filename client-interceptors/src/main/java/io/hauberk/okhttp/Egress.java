package io.hauberk.okhttp;

/** What happens to calls to hosts that are no service. */
public enum Egress {
    /** They pass as they are: without our certificate and without fields of the mesh. The default. */
    PASS,
    /** They are refused with a {@link io.hauberk.RejectedException}. */
    REFUSE
}
