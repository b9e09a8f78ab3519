package io.hauberk.okhttp;

import okhttp3.OkHttpClient;

/** Puts the mesh into a user's client. */
final class Wrapping {
    private Wrapping() {}

    static OkHttpClient around(OkHttpClient client, MeshParts mesh) {
        if (client.interceptors().stream().anyMatch(MeshInterceptor.class::isInstance)) {
            throw new IllegalArgumentException("This client calls services already. Wrap the one it was made from.");
        }
        Redirects redirects = new Redirects(client.followRedirects(), client.followSslRedirects());
        return client.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .eventListenerFactory(CallStart.beside(client.eventListenerFactory()))
                .addInterceptor(new MeshInterceptor(mesh, redirects, chain -> chain))
                .addNetworkInterceptor(AtEndpoint.INSTANCE)
                .build();
    }
}
