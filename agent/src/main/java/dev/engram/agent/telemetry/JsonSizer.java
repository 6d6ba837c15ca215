package dev.engram.agent.telemetry;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import com.fasterxml.jackson.databind.ser.Serializers;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.ArrayType;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.type.ReferenceType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The length of an object's JSON in UTF-8, written by Jackson into nothing.
 *
 * <p>Objects show their fields (a record, its components). Getters are application code and are not called, and
 * annotations are not looked at: the application's Jackson, if it has one, is another library than ours. Each class at any
 * depth passes {@link Walk}. Not thread-safe.
 */
final class JsonSizer {

    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_DEPTH = 200;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .disable(MapperFeature.USE_ANNOTATIONS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS, SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .addModule(new SimpleModule() {
                private static final long serialVersionUID = 1;

                @Override
                public void setupModule(SetupContext context) {
                    context.addSerializers(new Gate());
                    context.addKeySerializers(new KeyGate());
                }
            })
            .build();

    /**
     * The number of bytes.
     *
     * @throws IOException when the object cannot be sized, or is larger or deeper than the limits
     * @throws Refused when it holds what {@link Walk} refuses
     */
    long size(Object value) throws IOException {
        Counter counter = new Counter();
        try (JsonGenerator json = mapper.createGenerator(counter)) {
            mapper.writeValue(json, value);
        }
        return counter.count;
    }

    /** Lets go of the application's classes, which Jackson would remember for ever. */
    void forgetClasses() {
        ((DefaultSerializerProvider) mapper.getSerializerProvider()).flushCachedSerializers();
        mapper.getTypeFactory().clearCache();
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int each) throws IOException {
            add(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            add(length);
        }

        private void add(int length) throws IOException {
            count += length;
            if (count > MAX_BYTES) {
                throw new IOException("its JSON is longer than " + MAX_BYTES + " bytes");
            }
        }
    }

    /** Stands before Jackson's own choice for every class. */
    private static final class Gate extends Serializers.Base {
        @Override
        public @Nullable JsonSerializer<?> findSerializer(
                SerializationConfig config, JavaType type, BeanDescription description) {
            return serializer(type.getRawClass());
        }

        @Override
        public @Nullable JsonSerializer<?> findReferenceSerializer(
                SerializationConfig config,
                ReferenceType type,
                BeanDescription description,
                TypeSerializer contentType,
                JsonSerializer<Object> content) {
            return serializer(type.getRawClass());
        }

        @Override
        public @Nullable JsonSerializer<?> findArraySerializer(
                SerializationConfig config,
                ArrayType type,
                BeanDescription description,
                TypeSerializer elementType,
                JsonSerializer<Object> element) {
            return serializer(type.getRawClass());
        }

        @Override
        public @Nullable JsonSerializer<?> findCollectionSerializer(
                SerializationConfig config,
                CollectionType type,
                BeanDescription description,
                TypeSerializer elementType,
                JsonSerializer<Object> element) {
            return serializer(type.getRawClass());
        }

        @Override
        public @Nullable JsonSerializer<?> findMapSerializer(
                SerializationConfig config,
                MapType type,
                BeanDescription description,
                JsonSerializer<Object> key,
                TypeSerializer elementType,
                JsonSerializer<Object> value) {
            return serializer(type.getRawClass());
        }

        private static @Nullable JsonSerializer<?> serializer(Class<?> type) {
            switch (Walk.of(type)) {
                case TEXT:
                    return ToStringSerializer.instance;
                case JSON:
                    return new Raw();
                case OPTIONAL:
                    return new Content();
                case REFUSED:
                    return new Refusal();
                default:
                    return null;
            }
        }
    }

    /** Jackson would call {@code toString} of any key. */
    private static final class KeyGate extends Serializers.Base {
        @Override
        public @Nullable JsonSerializer<?> findSerializer(
                SerializationConfig config, JavaType type, BeanDescription description) {
            Class<?> key = type.getRawClass();
            boolean isPlain = key == Object.class
                    || CharSequence.class.isAssignableFrom(key)
                    || Enum.class.isAssignableFrom(key)
                    || key.isPrimitive()
                    || key.getName().startsWith("java.");
            return isPlain ? null : new Refusal();
        }
    }

    /** An error, since Jackson catches exceptions and names the map key where they arose, by its {@code toString}. */
    static final class Refused extends Error {
        private static final long serialVersionUID = 1;

        Refused(String type) {
            super("a " + type + " is never read", null, false, false);
        }
    }

    private static final class Refusal extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator json, SerializerProvider provider) throws IOException {
            throw new Refused(value.getClass().getName());
        }

        @Override
        public void serializeWithType(
                Object value, JsonGenerator json, SerializerProvider provider, TypeSerializer type) throws IOException {
            serialize(value, json, provider);
        }
    }

    private static final class Raw extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeRawValue(String.valueOf(value));
        }
    }

    private static final class Content extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator json, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(content(value), json);
        }

        private static @Nullable Object content(Object value) {
            if (value instanceof OptionalInt) {
                OptionalInt number = (OptionalInt) value;
                return number.isPresent() ? number.getAsInt() : null;
            }
            if (value instanceof OptionalLong) {
                OptionalLong number = (OptionalLong) value;
                return number.isPresent() ? number.getAsLong() : null;
            }
            if (value instanceof OptionalDouble) {
                OptionalDouble number = (OptionalDouble) value;
                return number.isPresent() ? number.getAsDouble() : null;
            }
            return ((Optional<?>) value).orElse(null);
        }
    }
}
