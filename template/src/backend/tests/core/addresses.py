"""A question to the PostgreSQL at a URL."""

from sqlalchemy import text

from backend.core.database import engine_at


async def answer_at(address: str, question: str) -> object:
    engine = engine_at(address)
    try:
        async with engine.connect() as connection:
            return await connection.scalar(text(question))
    finally:
        await engine.dispose()
