package dev.engram.collector.server;

import com.linecorp.armeria.common.FlagsProvider;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.common.util.TransportType;

/** Tells Armeria to use the JDK's sockets and TLS: the jar carries no native ones. Found as a service. */
public final class NettyFlags implements FlagsProvider {

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public TransportType transportType() {
        return TransportType.NIO;
    }

    @Override
    public TlsEngineType tlsEngineType() {
        return TlsEngineType.JDK;
    }
}
