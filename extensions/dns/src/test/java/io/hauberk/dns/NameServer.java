package io.hauberk.dns;

import io.hauberk.Sleeper;
import io.hauberk.testkit.RawServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A small name server for one zone, over real UDP and TCP on 127.0.0.1; messages are read and written by dnsjava. */
final class NameServer implements AutoCloseable {
    private static final int UDP_LIMIT = 512;

    final AtomicInteger udp = new AtomicInteger();
    final AtomicInteger tcp = new AtomicInteger();
    private volatile List<Record> zone = List.of();
    private volatile boolean garbled;
    volatile int rcode = Rcode.NOERROR;
    private int port;
    private @Nullable DatagramSocket datagrams;
    private @Nullable ServerSocket streams;

    NameServer() throws IOException {
        start();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void publish(List<Record> records) {
        zone = List.copyOf(records);
        garbled = false;
    }

    void garble() {
        garbled = true;
    }

    /** Starts, and starts again on the same port, which is none that a system gives to whoever asks for any. */
    void start() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                bind(port == 0 ? RawServer.closedPort() : port);
                return;
            } catch (BindException e) {
                if (attempt == 100) {
                    throw e;
                }
                Sleeper.system().sleep(Duration.ofMillis(50));
            }
        }
    }

    private void bind(int wanted) throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        ServerSocket listener = new ServerSocket();
        DatagramSocket socket;
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(here, wanted));
            socket = new DatagramSocket(new InetSocketAddress(here, listener.getLocalPort()));
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        port = listener.getLocalPort();
        streams = listener;
        datagrams = socket;
        background(() -> receive(socket));
        background(() -> accept(listener));
    }

    void stop() throws IOException {
        if (datagrams != null && streams != null) {
            datagrams.close();
            streams.close();
        }
    }

    private void receive(DatagramSocket socket) {
        byte[] buffer = new byte[4096];
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                udp.incrementAndGet();
                byte[] question = java.util.Arrays.copyOf(buffer, packet.getLength());
                byte[] answer = answer(question, UDP_LIMIT);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // It was stopped.
                return;
            }
        }
    }

    private void accept(ServerSocket listener) {
        while (true) {
            try {
                Socket socket = listener.accept();
                background(() -> serve(socket));
            } catch (IOException e) {
                // It was stopped.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] question = in.readNBytes(in.readUnsignedShort());
                tcp.incrementAndGet();
                byte[] answer = answer(question, 65_535);
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    private byte[] answer(byte[] wire, int limit) throws IOException {
        Message question = new Message(wire);
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setOpcode(Opcode.QUERY);
        answer.getHeader().setRcode(garbled ? Rcode.SERVFAIL : rcode);
        Record asked = question.getQuestion();
        answer.addRecord(asked, Section.QUESTION);
        List<Record> named = new ArrayList<>();
        zone.stream().filter(record -> record.getName().equals(asked.getName())).forEach(named::add);
        List<Record> fitting = named.stream()
                .filter(record -> record.getType() == asked.getType() || record.getType() == Type.CNAME)
                .toList();
        if (named.isEmpty() && answer.getRcode() == Rcode.NOERROR) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        if (fitting.isEmpty()) {
            answer.addRecord(soa(), Section.AUTHORITY);
        }
        fitting.forEach(record -> answer.addRecord(record, Section.ANSWER));
        byte[] whole = answer.toWire(65_535);
        if (whole.length <= limit) {
            return whole;
        }
        answer.removeAllRecords(Section.ANSWER);
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire(limit);
    }

    private static Record soa() throws IOException {
        Name name = Name.fromString("test.");
        return new SOARecord(name, DClass.IN, 5, name, name, 1, 60, 60, 60, 5);
    }

    private static void background(Runnable task) {
        Thread thread = new Thread(task, "name server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
