"""A file system of a Python host that writes down what is asked of it, and can be told to misbehave."""

import io

import fsspec

PROTOCOL = "logged"


class LoggingFileSystem(fsspec.AbstractFileSystem):
    """Files in memory, by name: logged://NAME."""

    protocol = PROTOCOL
    cachable = False

    def __init__(self):
        super().__init__()
        self.files = {}
        self.reads = []  # (position, bytes) that were given
        self.most_bytes = None  # that a read gives, whatever it is asked for
        self.shorter_by = 0  # files end so much before the size that they claim
        self.error_at = None  # a byte that can't be read
        self.pause = None  # called between a seek and a read

    def ranges(self, action):
        """What reads `action` asks for."""
        self.reads.clear()
        action()
        return list(self.reads)

    def _open(self, path, mode="rb", **_):
        path = self._strip_protocol(path)
        if mode == "rb":
            if path not in self.files:
                raise FileNotFoundError(path)
            return ReadFile(self, self.files[path])
        return WrittenFile(self, path)

    def info(self, path, **_):
        path = self._strip_protocol(path)
        if path not in self.files:
            raise FileNotFoundError(path)
        return {"name": path, "size": len(self.files[path]), "type": "file"}

    def ls(self, path, detail=True, **_):
        entries = [self.info(name) for name in self.files]
        return entries if detail else [entry["name"] for entry in entries]


class ReadFile(io.BytesIO):
    def __init__(self, file_system, content):
        super().__init__(content[: len(content) - file_system.shorter_by])
        self.file_system = file_system

    def seek(self, *arguments):
        position = super().seek(*arguments)
        if self.file_system.pause is not None:
            self.file_system.pause()
        return position

    def read(self, size=-1):
        position = self.tell()
        error_at = self.file_system.error_at
        if error_at is not None and position <= error_at < position + size:
            raise OSError("the disk is on fire")
        if self.file_system.most_bytes is not None:
            size = min(size, self.file_system.most_bytes)
        content = super().read(size)
        self.file_system.reads.append((position, len(content)))
        return content


class WrittenFile(io.BytesIO):
    def __init__(self, file_system, path):
        super().__init__()
        self.file_system = file_system
        self.path = path

    def close(self):
        if not self.closed:
            self.file_system.files[self.path] = self.getvalue()
        super().close()
