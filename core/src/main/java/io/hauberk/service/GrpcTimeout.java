package io.hauberk.service;

/** The {@code grpc-timeout} field: at most eight digits and a unit. */
final class GrpcTimeout {
    private static final long MOST = 99_999_999;

    private GrpcTimeout() {}

    static String text(long millis) {
        return millis <= MOST ? millis + "m" : Math.min(MOST, millis / 1000) + "S";
    }
}
