package io.hauberk.samples.shop;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Notes the serial numbers of the certificates by which requests come in, so that the demo can say what it saw. */
public final class Witness implements Filter {
    private static final int MAX = 1000;

    private final Map<BigInteger, Boolean> serials = new ConcurrentHashMap<>();

    void install(ServletContext context) {
        context.addFilter("witness", this).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chainOfPeer
                && serials.size() < MAX) {
            serials.put(chainOfPeer[0].getSerialNumber(), true);
        }
        chain.doFilter(request, response);
    }

    /** The serial numbers that have come in since the last {@link #forget()}. */
    public Set<BigInteger> serials() {
        return Set.copyOf(serials.keySet());
    }

    /** Begins anew. */
    public void forget() {
        serials.clear();
    }
}
