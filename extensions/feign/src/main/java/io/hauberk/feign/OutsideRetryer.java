package io.hauberk.feign;

import feign.RetryableException;
import feign.Retryer;
import io.hauberk.okhttp.Mesh;
import java.net.URI;

/** Repeats calls to hosts that are no service; those to services were repeated where that was harmless. */
final class OutsideRetryer implements Retryer {
    private final Mesh mesh;
    private final Retryer retryer;

    OutsideRetryer(Mesh mesh, Retryer retryer) {
        this.mesh = mesh;
        this.retryer = retryer;
    }

    @Override
    public void continueOrPropagate(RetryableException e) {
        if (e.request() != null && mesh.takes(URI.create(e.request().url()).getHost())) {
            throw e;
        }
        retryer.continueOrPropagate(e);
    }

    /** Feign asks for one for each call, as they count. */
    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public Retryer clone() {
        return new OutsideRetryer(mesh, retryer.clone());
    }
}
