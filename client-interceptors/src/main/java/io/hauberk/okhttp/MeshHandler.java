package io.hauberk.okhttp;

import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/** A service of a configuration as a mesh hands it out: called as long as the mesh is open, which waits for its calls. */
final class MeshHandler implements Handler {
    private final Handler service;
    private final MeshParts mesh;
    private final Rejection closing;

    MeshHandler(Handler service, MeshParts mesh) {
        this.service = service;
        this.mesh = mesh;
        this.closing = Rejection.of("mesh", 503, "closing")
                .by(service.toString())
                .because("The mesh is being closed and takes no new calls.")
                .with("Proxy-Status", "hauberk; error=connection_terminated");
    }

    @Override
    public Response handle(Request request) throws IOException {
        UnderWay underWay = mesh.underWay();
        underWay.began();
        Response response;
        try {
            if (mesh.closed()) {
                request.exchange().record(closing.decision(Outcome.REFUSED));
                response = Response.refused(closing);
            } else {
                response = service.handle(request);
            }
        } catch (IOException | RuntimeException | Error e) {
            underWay.ended();
            throw e;
        }
        return response.onEnd(underWay);
    }

    @Override
    public String toString() {
        return service.toString();
    }
}
