package io.hauberk.apache;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/** Repeats requests to hosts that are no service; those to services were repeated where that was harmless. */
final class OutsideRetries implements HttpRequestRetryStrategy {
    private final HttpRequestRetryStrategy others;

    OutsideRetries(HttpRequestRetryStrategy others) {
        this.others = others;
    }

    @Override
    public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
        return !MeshExec.took(context) && others.retryRequest(request, failure, count, context);
    }

    @Override
    public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
        return !MeshExec.took(context) && others.retryRequest(response, count, context);
    }

    @Override
    public TimeValue getRetryInterval(HttpRequest request, IOException failure, int count, HttpContext context) {
        return others.getRetryInterval(request, failure, count, context);
    }

    @Override
    public TimeValue getRetryInterval(HttpResponse response, int count, HttpContext context) {
        return others.getRetryInterval(response, count, context);
    }
}
