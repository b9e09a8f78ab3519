package io.hauberk.spiffe;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An agent for tests: gRPC's own server behind a real Unix socket, that does as the standard says: it refuses calls without
 * the security header, sends what it has at once, and whatever is new after that. It knows no workloads: everyone is the
 * same.
 */
public final class FakeAgent implements AutoCloseable {
    private static final Metadata.Key<String> SECURITY =
            Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER);

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(1);
    private final Server server;
    private final List<StreamObserver<byte[]>> streams = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile byte[] current;
    private volatile Status refusal;

    /** One that has nothing to say yet, behind a socket that does not exist yet. */
    public FakeAgent(Path socket) throws IOException {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName("SpiffeWorkloadAPI/FetchX509SVID")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        ServerServiceDefinition service = ServerServiceDefinition.builder("SpiffeWorkloadAPI")
                .addMethod(method, ServerCalls.asyncServerStreamingCall(this::fetch))
                .build();
        server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .addService(ServerInterceptors.intercept(service, FakeAgent::requireSecurityHeader))
                .build()
                .start();
    }

    private static <A, B> ServerCall.Listener<A> requireSecurityHeader(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        if ("true".equals(headers.get(SECURITY))) {
            return next.startCall(call, headers);
        }
        call.close(Status.INVALID_ARGUMENT.withDescription("security header missing"), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private synchronized void fetch(byte[] request, StreamObserver<byte[]> stream) {
        calls.incrementAndGet();
        if (refusal != null) {
            stream.onError(refusal.asRuntimeException());
            return;
        }
        ((ServerCallStreamObserver<byte[]>) stream).setOnCancelHandler(() -> streams.remove(stream));
        streams.add(stream);
        if (current != null) {
            stream.onNext(current);
        }
    }

    /** Sends a message to all who listen, and to those who come. */
    public synchronized void push(byte[] message) {
        current = message;
        streams.forEach(stream -> stream.onNext(message));
    }

    /** From now on refuses, and ends what runs; null to stop that. */
    public synchronized void refuse(Status status) {
        refusal = status;
        if (status != null) {
            streams.forEach(stream -> stream.onError(status.asRuntimeException()));
            streams.clear();
        }
    }

    /** How often it was called. */
    public int calls() {
        return calls.get();
    }

    /** How many listen now. */
    public int listening() {
        return streams.size();
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(10, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
