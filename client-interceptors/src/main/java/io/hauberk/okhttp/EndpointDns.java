package io.hauberk.okhttp;

import io.hauberk.discovery.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/**
 * Sends all connections to one endpoint, whatever the URL's host. OkHttp compares it to tell which pooled connections
 * may serve a call, so the value is the key: equal endpoints of the same {@linkplain Eras era} share connections, others
 * never do.
 */
record EndpointDns(Endpoint endpoint, int era) implements Dns {
    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        InetAddress address = endpoint.address();
        return address != null ? List.of(address) : List.of(InetAddress.getAllByName(endpoint.host()));
    }
}
