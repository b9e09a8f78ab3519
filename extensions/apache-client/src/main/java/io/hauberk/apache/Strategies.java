package io.hauberk.apache;

import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.protocol.RedirectStrategy;

/**
 * What a client does after an answer, or none. Immutable.
 *
 * @param retries which requests are repeated, to hosts that are no service
 * @param redirects which redirects are followed; none leads from such a host into the mesh
 */
public record Strategies(HttpRequestRetryStrategy retries, RedirectStrategy redirects) {
    /** Those that the client has by itself. */
    public static Strategies standard() {
        return new Strategies(DefaultHttpRequestRetryStrategy.INSTANCE, DefaultRedirectStrategy.INSTANCE);
    }
}
