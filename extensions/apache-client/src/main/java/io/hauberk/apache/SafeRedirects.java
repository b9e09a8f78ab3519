package io.hauberk.apache;

import io.hauberk.okhttp.Mesh;
import java.net.URI;
import org.apache.hc.client5.http.protocol.RedirectStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Redirects as the client follows them, but none from outside into the mesh, where we would show who we are. */
final class SafeRedirects implements RedirectStrategy {
    private final Mesh mesh;
    private final RedirectStrategy redirects;

    SafeRedirects(Mesh mesh, RedirectStrategy redirects) {
        this.mesh = mesh;
        this.redirects = redirects;
    }

    @Override
    public boolean isRedirectAllowed(HttpHost from, HttpHost to, HttpRequest redirect, HttpContext context) {
        return redirects.isRedirectAllowed(from, to, redirect, context);
    }

    @Override
    public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context) throws HttpException {
        if (!redirects.isRedirected(request, response, context)) {
            return false;
        }
        return MeshExec.took(context)
                || !mesh.takes(getLocationURI(request, response, context).getHost());
    }

    @Override
    public URI getLocationURI(HttpRequest request, HttpResponse response, HttpContext context) throws HttpException {
        return redirects.getLocationURI(request, response, context);
    }
}
