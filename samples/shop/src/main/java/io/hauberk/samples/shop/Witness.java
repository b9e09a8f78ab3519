package io.hauberk.samples.shop;

import io.hauberk.identity.SpiffeId;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes by which certificate each client came last, so that the demo can say what servers have seen. */
public final class Witness implements Filter {
    private final Map<String, BigInteger> serials = new ConcurrentHashMap<>();

    void install(ServletContext context) {
        context.addFilter("witness", this).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] certificates) {
            String client = SpiffeId.of(certificates[0]);
            if (client != null) {
                serials.put(client, certificates[0].getSerialNumber());
            }
        }
        chain.doFilter(request, response);
    }

    /** The serial numbers of the certificates that came in last, by the SPIFFE ID of the client. */
    public Map<String, BigInteger> serials() {
        return Map.copyOf(serials);
    }

    /** Begins anew. */
    public void forget() {
        serials.clear();
    }
}
