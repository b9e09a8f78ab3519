package io.hauberk.dns;

/** Reads {@code discover: { srv: _https._tcp.orders.svc }}. */
public final class SrvProvider extends DnsProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public SrvProvider() {
        super("srv");
    }
}
